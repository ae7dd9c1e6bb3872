/** Which words of a changed line changed: deleted and added lines that follow each other are compared in pairs. Pure. */
import { ADDED, DELETED, type HunkSpan } from './parsed-diff.ts';

/** Longer lines are not compared word by word: nobody reads the result, and it takes long. */
const LINE_MAX_CHARS = 1_000;
const LINE_MAX_WORDS = 300;
/** Lines that have less than this share in common are other lines, not changed ones. */
const LEAST_ALIKE = 0.35;

const words = (text: string): readonly string[] => text.match(/[\p{L}\p{N}_$]+|\s+|[^\p{L}\p{N}_$\s]/gu) ?? [];

type Range = readonly [from: number, to: number];

/** Length of the longest common run of words, as a table from the ends. */
const commonTable = (a: readonly string[], b: readonly string[]): Uint16Array => {
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      table[i * width + j] =
        a[i] === b[j]
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
  return table;
};

/** Adds a changed stretch, joined with the one before when only spaces lie between. */
const addRange = (ranges: Range[], from: number, to: number, text: string): void => {
  const last = ranges.at(-1);
  if (last !== undefined && text.slice(last[1], from).trim() === '') ranges[ranges.length - 1] = [last[0], to];
  else ranges.push([from, to]);
};

export interface LineChanges {
  readonly before: readonly Range[];
  readonly after: readonly Range[];
}

const none: LineChanges = { before: [], after: [] };

const walk = (before: string, after: string, a: readonly string[], b: readonly string[], start: number): LineChanges | null => {
  const table = commonTable(a, b);
  const width = b.length + 1;
  const left: Range[] = [];
  const right: Range[] = [];
  let alike = start;
  let [i, j, at, to] = [0, 0, start, start];
  while (i < a.length || j < b.length) {
    const [one, other] = [a[i] ?? '', b[j] ?? ''];
    if (i < a.length && j < b.length && one === other) {
      if (one.trim() !== '') alike += one.length;
      [i, j, at, to] = [i + 1, j + 1, at + one.length, to + other.length];
    } else if (j >= b.length || (i < a.length && (table[(i + 1) * width + j] ?? 0) >= (table[i * width + j + 1] ?? 0))) {
      addRange(left, at, at + one.length, before);
      [i, at] = [i + 1, at + one.length];
    } else {
      addRange(right, to, to + other.length, after);
      [j, to] = [j + 1, to + other.length];
    }
  }
  const tail = before.length - at;
  return (alike + tail) / Math.max(1, before.length, after.length) < LEAST_ALIKE ? null : { before: left, after: right };
};

/** What changed between two lines; nothing when they have too little in common to be one line changed. */
export const lineChanges = (before: string, after: string): LineChanges => {
  if (before === after || before.length > LINE_MAX_CHARS || after.length > LINE_MAX_CHARS) return none;
  const [allA, allB] = [words(before), words(after)];
  let head = 0;
  while (head < allA.length && head < allB.length && allA[head] === allB[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(allA.length, allB.length) - head && allA.at(-1 - tail) === allB.at(-1 - tail)) tail += 1;
  const [a, b] = [allA.slice(head, allA.length - tail), allB.slice(head, allB.length - tail)];
  if (a.length > LINE_MAX_WORDS || b.length > LINE_MAX_WORDS) return none;
  const start = allA.slice(0, head).join('').length;
  return walk(before, after, a, b, start) ?? none;
};

/** Word changes of all lines, packed as `ParsedDiff` holds them. */
export const wordChanges = (
  texts: readonly string[],
  kinds: Uint8Array,
  hunks: readonly HunkSpan[],
): { readonly words: Uint32Array; readonly wordAt: Uint32Array } => {
  const perLine = new Map<number, readonly Range[]>();
  for (const hunk of hunks) {
    let at = hunk.start;
    while (at < hunk.end) {
      const deleted = at;
      while (at < hunk.end && kinds[at] === DELETED) at += 1;
      const added = at;
      while (at < hunk.end && kinds[at] === ADDED) at += 1;
      const pairs = Math.min(added - deleted, at - added);
      for (let pair = 0; pair < pairs; pair += 1) {
        const changes = lineChanges(texts[deleted + pair] ?? '', texts[added + pair] ?? '');
        if (changes.before.length > 0) perLine.set(deleted + pair, changes.before);
        if (changes.after.length > 0) perLine.set(added + pair, changes.after);
      }
      if (at === deleted) at += 1;
    }
  }
  const packed: number[] = [];
  const wordAt = new Uint32Array(texts.length + 1);
  for (let line = 0; line < texts.length; line += 1) {
    wordAt[line] = packed.length;
    for (const [from, to] of perLine.get(line) ?? []) packed.push(from, to);
  }
  wordAt[texts.length] = packed.length;
  return { words: Uint32Array.from(packed), wordAt };
};
