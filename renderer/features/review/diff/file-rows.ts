/** The rows of one file as they stand under its header, packed: a file of 200,000 lines is a few arrays. Pure. */
import { CONTEXT, DELETED, type HunkSpan, type ParsedDiff } from './parsed-diff.ts';

/** A line of the diff; `a` is its index. */
export const LINE = 0;
/** A line of each side; `a` and `b` are their indices, -1 for none. */
export const PAIR = 1;
/** A line between hunks; `a` and `b` are its numbers before and after. */
export const BETWEEN = 2;
/** The head of hunk `a`, with what is hidden above it. */
export const HUNK = 3;
/** What is hidden after the last hunk. */
export const TAIL = 4;
/** Hunk `a`, viewed and folded. */
export const SEEN = 5;
/** Anything else that has a height of its own; `a` is an index into the blocks of the file. */
export const BLOCK = 6;

export interface FileRows {
  readonly types: Uint8Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly count: number;
}

/** How many lines of a gap are shown: from its upper end, and from its lower. */
export interface OpenedGap {
  readonly top: number;
  readonly bottom: number;
}

/** A block under a line; line 0 stands above all hunks. */
export interface BlockPlace {
  readonly side: 'before' | 'after';
  readonly line: number;
}

export interface RowsInput {
  readonly diff: ParsedDiff;
  readonly split: boolean;
  /** Hunks that show only that they were viewed. */
  readonly shut: ReadonlySet<number>;
  /** Keyed by the hunk below; the one after the last hunk has the number of hunks as key. */
  readonly opened: ReadonlyMap<number, OpenedGap>;
  /** Lines of the whole file after the change, once they are known. */
  readonly totalAfter: number | null;
  readonly blocks: readonly BlockPlace[];
  /** False when there is nothing between hunks that could be shown: the file is new or gone. */
  readonly hasGaps: boolean;
}

/** First lines that a hunk covers; git names the line before when a side has none. */
export const firstLines = (hunk: HunkSpan): { readonly before: number; readonly after: number } => ({
  before: hunk.beforeLines === 0 ? hunk.beforeStart + 1 : hunk.beforeStart,
  after: hunk.afterLines === 0 ? hunk.afterStart + 1 : hunk.afterStart,
});

export interface Gap {
  readonly before: number;
  readonly after: number;
  /** Null: to the end of a file whose length is not known. */
  readonly lines: number | null;
}

/** The unchanged lines above hunk `index`, or after the last one. */
export const gapAt = (hunks: readonly HunkSpan[], index: number, totalAfter: number | null): Gap => {
  const previous = hunks[index - 1];
  const [before, after] =
    previous === undefined
      ? [1, 1]
      : [firstLines(previous).before + previous.beforeLines, firstLines(previous).after + previous.afterLines];
  const next = hunks[index];
  const end = next === undefined ? (totalAfter === null ? null : totalAfter + 1) : firstLines(next).after;
  return { before, after, lines: end === null ? null : Math.max(0, end - after) };
};

/** How many lines of a gap stay hidden; null when its length is not known. */
export const hiddenLines = (gap: Gap, opened: OpenedGap | undefined): number | null =>
  gap.lines === null ? null : Math.max(0, gap.lines - (opened?.top ?? 0) - (opened?.bottom ?? 0));

class Packer {
  readonly types: number[] = [];
  readonly a: number[] = [];
  readonly b: number[] = [];
  readonly #blocks: Map<string, readonly number[]>;

  constructor(blocks: readonly BlockPlace[]) {
    const at = new Map<string, number[]>();
    blocks.forEach(({ side, line }, index) => {
      const key = line === 0 ? 'top' : `${side}:${line}`;
      at.set(key, [...(at.get(key) ?? []), index]);
    });
    this.#blocks = at;
  }

  push(type: number, a: number, b = -1): void {
    this.types.push(type);
    this.a.push(a);
    this.b.push(b);
  }
  blocks(key: string): void {
    if (this.#blocks.size === 0) return;
    for (const index of this.#blocks.get(key) ?? []) this.push(BLOCK, index);
    this.#blocks.delete(key);
  }
  /** Blocks whose lines are not shown stand at the end: nothing that was written is out of sight. */
  leftBlocks(): void {
    for (const key of [...this.#blocks.keys()]) this.blocks(key);
  }
  under(before: number, after: number): void {
    if (before > 0) this.blocks(`before:${before}`);
    if (after > 0) this.blocks(`after:${after}`);
  }
  packed(): FileRows {
    return {
      types: Uint8Array.from(this.types),
      a: Int32Array.from(this.a),
      b: Int32Array.from(this.b),
      count: this.types.length,
    };
  }
}

const pushUnified = (rows: Packer, diff: ParsedDiff, hunk: HunkSpan): void => {
  for (let line = hunk.start; line < hunk.end; line += 1) {
    rows.push(LINE, line);
    // Under a context line the comments of both sides; under a changed one those of its own.
    rows.under(diff.before[line] ?? 0, diff.after[line] ?? 0);
  }
};

const pushSplit = (rows: Packer, diff: ParsedDiff, hunk: HunkSpan): void => {
  let line = hunk.start;
  while (line < hunk.end) {
    if (diff.kinds[line] === CONTEXT) {
      rows.push(PAIR, line, line);
      rows.under(diff.before[line] ?? 0, diff.after[line] ?? 0);
      line += 1;
      continue;
    }
    const deleted = line;
    while (line < hunk.end && diff.kinds[line] === DELETED) line += 1;
    const added = line;
    while (line < hunk.end && diff.kinds[line] !== CONTEXT && diff.kinds[line] !== DELETED) line += 1;
    const height = Math.max(added - deleted, line - added);
    for (let at = 0; at < height; at += 1) {
      const left = deleted + at < added ? deleted + at : -1;
      const right = added + at < line ? added + at : -1;
      rows.push(PAIR, left, right);
      rows.under(left < 0 ? 0 : (diff.before[left] ?? 0), right < 0 ? 0 : (diff.after[right] ?? 0));
    }
  }
};

const pushBetween = (rows: Packer, gap: Gap, from: number, lines: number): void => {
  for (let at = from; at < from + lines; at += 1) {
    rows.push(BETWEEN, gap.before + at, gap.after + at);
    rows.under(gap.before + at, gap.after + at);
  }
};

/** Lines of a gap above its fold, the head of the hunk with the fold, lines below it. */
const pushGap = (rows: Packer, input: RowsInput, index: number): void => {
  const { diff, opened, totalAfter, hasGaps } = input;
  const gap = gapAt(diff.hunks, index, totalAfter);
  const open = opened.get(index);
  const top = Math.min(open?.top ?? 0, gap.lines ?? 0);
  const bottom = Math.min(open?.bottom ?? 0, (gap.lines ?? 0) - top);
  const last = index === diff.hunks.length;
  if (hasGaps) pushBetween(rows, gap, 0, top);
  if (!last) rows.push(HUNK, index);
  else if (hasGaps && hiddenLines(gap, open) !== 0) rows.push(TAIL, index);
  if (hasGaps && gap.lines !== null) pushBetween(rows, gap, gap.lines - bottom, bottom);
};

export const fileRows = (input: RowsInput): FileRows => {
  const { diff, split, shut, blocks } = input;
  const rows = new Packer(blocks);
  rows.blocks('top');
  diff.hunks.forEach((hunk, index) => {
    pushGap(rows, input, index);
    if (shut.has(index)) rows.push(SEEN, index);
    else if (split) pushSplit(rows, diff, hunk);
    else pushUnified(rows, diff, hunk);
  });
  if (diff.hunks.length > 0) pushGap(rows, input, diff.hunks.length);
  rows.leftBlocks();
  return rows.packed();
};

/** Rows of a file that has nothing but blocks to show: a note, a picture, what is waited for. */
export const blockRows = (blocks: number): FileRows => ({
  types: new Uint8Array(blocks).fill(BLOCK),
  a: Int32Array.from({ length: blocks }, (_, index) => index),
  b: new Int32Array(blocks).fill(-1),
  count: blocks,
});

export const noRows: FileRows = blockRows(0);

/** The row that shows line `line` of a side, or -1. */
export const rowOfLine = (rows: FileRows, diff: ParsedDiff, side: 'before' | 'after', line: number): number => {
  const numbers = side === 'before' ? diff.before : diff.after;
  for (let row = 0; row < rows.count; row += 1) {
    const [a, b] = [rows.a[row] ?? -1, rows.b[row] ?? -1];
    switch (rows.types[row]) {
      case LINE:
        if (numbers[a] === line) return row;
        break;
      case PAIR:
        if ((side === 'before' ? a >= 0 && diff.before[a] : b >= 0 && diff.after[b]) === line) return row;
        break;
      case BETWEEN:
        if ((side === 'before' ? a : b) === line) return row;
        break;
      default:
    }
  }
  return -1;
};

export const rowOfHunk = (rows: FileRows, hunk: number): number => {
  for (let row = 0; row < rows.count; row += 1) if (rows.types[row] === HUNK && rows.a[row] === hunk) return row;
  return -1;
};
