/** What an agent says about a changed file, in the form of the contract. Hints only: git tells the truth. */
import type { ChangedFile } from '#contract/items.ts';

/** Longest diff kept per file, in characters. */
export const DIFF_MAX_CHARS = 200_000;

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
const CONTEXT_LINES = 3;

/** Counts the lines of a unified diff's hunks and cuts a diff that is too long. */
export const withDiff = (change: Pick<ChangedFile, 'path' | 'kind' | 'from'>, diff: string): ChangedFile => {
  let added = 0;
  let deleted = 0;
  let inHunk = false;
  for (const line of diff.split('\n')) {
    if (line.startsWith('@@')) inHunk = true;
    else if (inHunk && line.startsWith('+')) added += 1;
    else if (inHunk && line.startsWith('-')) deleted += 1;
  }
  const cut = diff.length > DIFF_MAX_CHARS ? { diff: diff.slice(0, DIFF_MAX_CHARS), diffCut: true } : { diff };
  return { ...change, added, deleted, ...cut };
};

/** `hunks` begins with `@@`. */
export const unifiedDiff = (kind: ChangedFile['kind'], path: string, from: string | undefined, hunks: string): string => {
  const before = kind === 'add' ? '/dev/null' : `a/${from ?? path}`;
  const after = kind === 'delete' ? '/dev/null' : `b/${path}`;
  return `--- ${before}\n+++ ${after}\n${hunks.endsWith('\n') ? hunks : `${hunks}\n`}`;
};

/** One hunk from the first to the last line that differs; empty when nothing does. */
export const hunkBetween = (before: string, after: string): string => {
  const old = linesOf(before);
  const now = linesOf(after);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const from = Math.max(0, head - CONTEXT_LINES);
  const leading = old.slice(from, head);
  const removed = old.slice(head, old.length - tail);
  const fresh = now.slice(head, now.length - tail);
  const trailing = old.slice(old.length - tail, old.length - tail + CONTEXT_LINES);
  if (removed.length + fresh.length === 0) return '';
  const span = (count: number): string => `${count === 0 ? from : from + 1},${count}`;
  const shared = leading.length + trailing.length;
  const marked = (mark: string, lines: readonly string[]): string[] => lines.map((line) => mark + line);
  const body = [...marked(' ', leading), ...marked('-', removed), ...marked('+', fresh), ...marked(' ', trailing)];
  return `${[`@@ -${span(shared + removed.length)} +${span(shared + fresh.length)} @@`, ...body].join('\n')}\n`;
};
