/** A unified diff of git, taken apart. Runs in a worker; pure. */
import { ADDED, columnsOf, CONTEXT, DELETED, emptyDiff, type HunkSpan, type ParsedDiff } from './parsed-diff.ts';
import { wordChanges } from './word-changes.ts';

const HEAD = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/;

interface OpenHunk {
  readonly start: number;
  readonly beforeStart: number;
  readonly beforeLines: number;
  readonly afterStart: number;
  readonly afterLines: number;
  readonly heading: string;
}

/** Lines as they come; numbers grow as in the head of the hunk. */
class Lines {
  readonly texts: string[] = [];
  readonly kinds: number[] = [];
  readonly before: number[] = [];
  readonly after: number[] = [];
  readonly endless: number[] = [];
  columns = 0;
  nextBefore = 0;
  nextAfter = 0;

  add(kind: number, text: string): void {
    this.texts.push(text);
    this.kinds.push(kind);
    this.before.push(kind === ADDED ? 0 : this.nextBefore++);
    this.after.push(kind === DELETED ? 0 : this.nextAfter++);
    // A look at each character only where it may matter.
    if (text.length * 2 > this.columns) this.columns = Math.max(this.columns, columnsOf(text));
  }
}

const openHunk = (line: string, start: number): OpenHunk | null => {
  const found = HEAD.exec(line);
  if (found === null) return null;
  return {
    start,
    beforeStart: Number(found[1]),
    beforeLines: Number(found[2] ?? 1),
    afterStart: Number(found[3]),
    afterLines: Number(found[4] ?? 1),
    heading: found[5] ?? '',
  };
};

const close = (open: OpenHunk, lines: Lines): HunkSpan => {
  let added = 0;
  let deleted = 0;
  for (let at = open.start; at < lines.kinds.length; at += 1) {
    if (lines.kinds[at] === ADDED) added += 1;
    else if (lines.kinds[at] === DELETED) deleted += 1;
  }
  return { ...open, end: lines.kinds.length, added, deleted };
};

const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);

/** Takes the lines of one hunk after the other; gives where it stands afterwards. */
const readLine = (line: string, lines: Lines): void => {
  switch (line.charCodeAt(0)) {
    case 43:
      return lines.add(ADDED, withoutReturn(line.slice(1)));
    case 45:
      return lines.add(DELETED, withoutReturn(line.slice(1)));
    case 92:
      if (lines.texts.length > 0) lines.endless.push(lines.texts.length - 1);
      return;
    default:
      lines.add(CONTEXT, withoutReturn(line.slice(1)));
  }
};

/** Hunks of one file; headers of git before the first `@@` are skipped, and so is what follows the last hunk. */
export const parsePatch = (patch: string): ParsedDiff => {
  let at = patch.startsWith('@@') ? 0 : patch.indexOf('\n@@') + 1;
  if (at === 0 && !patch.startsWith('@@')) return emptyDiff;
  const lines = new Lines();
  const hunks: HunkSpan[] = [];
  let open: OpenHunk | null = null;
  let leftBefore = 0;
  let leftAfter = 0;
  while (at < patch.length) {
    const end = patch.indexOf('\n', at);
    const line = patch.slice(at, end < 0 ? patch.length : end);
    at = end < 0 ? patch.length : end + 1;
    // A line of content may look like a head; only counting tells where the hunk ends.
    if (open === null || (leftBefore <= 0 && leftAfter <= 0 && !line.startsWith('\\'))) {
      if (open !== null) hunks.push(close(open, lines));
      open = openHunk(line, lines.texts.length);
      if (open === null) break;
      leftBefore = open.beforeLines;
      leftAfter = open.afterLines;
      lines.nextBefore = open.beforeStart;
      lines.nextAfter = open.afterStart;
      continue;
    }
    const counted = lines.texts.length;
    readLine(line, lines);
    if (lines.texts.length === counted) continue;
    const kind = lines.kinds.at(-1);
    if (kind !== ADDED) leftBefore -= 1;
    if (kind !== DELETED) leftAfter -= 1;
  }
  if (open !== null && hunks.at(-1)?.start !== open.start) hunks.push(close(open, lines));
  const kinds = Uint8Array.from(lines.kinds);
  return {
    texts: lines.texts,
    kinds,
    before: Uint32Array.from(lines.before),
    after: Uint32Array.from(lines.after),
    hunks,
    endless: lines.endless,
    ...wordChanges(lines.texts, kinds, hunks),
    columns: lines.columns,
  };
};
