/** Lines that the reader chose in a file: for a comment, or to stage or revert them. Pure. */
import { BETWEEN, HUNK, LINE, PAIR, rowOfLine } from '#renderer/features/review/diff/file-rows.ts';
import type { Entry } from '#renderer/features/review/diff/list-model.ts';
import { ADDED, DELETED } from '#renderer/features/review/diff/parsed-diff.ts';

export type Side = 'before' | 'after';
export interface LineRef {
  readonly side: Side;
  readonly line: number;
}
export interface Chosen {
  readonly path: string;
  /** Where choosing began, and where it has come to; the same for one line. */
  readonly anchor: LineRef;
  readonly head: LineRef;
}

/** First and last row of what is chosen; null when the lines are not shown. */
export const chosenRows = (entry: Entry, { anchor, head }: Chosen): readonly [first: number, last: number] | null => {
  const one = rowOfLine(entry.rows, entry.diff, anchor.side, anchor.line);
  const other = rowOfLine(entry.rows, entry.diff, head.side, head.line);
  return one < 0 || other < 0 ? null : [Math.min(one, other), Math.max(one, other)];
};

/** The line of a row, on the wanted side where it has one. Null for rows that are no lines. */
export const refOfRow = (entry: Entry, row: number, wanted: Side | null): LineRef | null => {
  const { rows, diff } = entry;
  const [a, b] = [rows.a[row] ?? -1, rows.b[row] ?? -1];
  const of = (before: number, after: number): LineRef | null => {
    if (wanted === 'before' && before > 0) return { side: 'before', line: before };
    if (after > 0) return { side: 'after', line: after };
    return before > 0 ? { side: 'before', line: before } : null;
  };
  switch (rows.types[row]) {
    case LINE:
      return of(diff.before[a] ?? 0, diff.after[a] ?? 0);
    case PAIR:
      return of(a < 0 ? 0 : (diff.before[a] ?? 0), b < 0 ? 0 : (diff.after[b] ?? 0));
    case BETWEEN:
      return of(a, b);
    default:
      return null;
  }
};

/** The next row with a line, `by` rows and more from here; -1 when there is none. */
export const stepRow = (entry: Entry, row: number, by: 1 | -1): number => {
  for (let at = row + by; at >= 0 && at < entry.rows.count; at += by) if (refOfRow(entry, at, null) !== null) return at;
  return -1;
};

interface Numbers {
  /** All numbers of each side within the choice, and those of changed lines only. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly deleted: readonly number[];
  readonly added: readonly number[];
}

const numbersIn = (entry: Entry, first: number, last: number): Numbers => {
  const { rows, diff } = entry;
  const found = { before: [] as number[], after: [] as number[], deleted: [] as number[], added: [] as number[] };
  const line = (index: number): void => {
    const [before, after, kind] = [diff.before[index] ?? 0, diff.after[index] ?? 0, diff.kinds[index]];
    if (before > 0) found.before.push(before);
    if (after > 0) found.after.push(after);
    if (kind === DELETED) found.deleted.push(before);
    if (kind === ADDED) found.added.push(after);
  };
  for (let row = first; row <= last; row += 1) {
    const [a, b] = [rows.a[row] ?? -1, rows.b[row] ?? -1];
    if (rows.types[row] === LINE) line(a);
    else if (rows.types[row] === PAIR) {
      if (a >= 0) line(a);
      if (b >= 0 && b !== a) line(b);
    } else if (rows.types[row] === BETWEEN) {
      found.before.push(a);
      found.after.push(b);
    }
  }
  return found;
};

/** Where a comment on the choice stands: on the lines as they are now, or on removed ones when it holds nothing else. */
export const commentLines = (entry: Entry, chosen: Chosen): { readonly side: Side; readonly from: number; readonly to: number } | null => {
  const rows = chosenRows(entry, chosen);
  if (rows === null) return null;
  const numbers = numbersIn(entry, ...rows);
  const side: Side = (chosen.anchor.side === 'before' && chosen.head.side === 'before') || numbers.after.length === 0 ? 'before' : 'after';
  const own = numbers[side];
  return own.length === 0 ? null : { side, from: Math.min(...own), to: Math.max(...own) };
};

type Range = [number, number];

/** Numbers as first and last of each run. */
export const ranges = (numbers: readonly number[]): Range[] => {
  const runs: Range[] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && number <= last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs;
};

/** The changed lines within the choice; null when it holds none. */
export const changedLines = (entry: Entry, chosen: Chosen): { readonly before: Range[]; readonly after: Range[] } | null => {
  const rows = chosenRows(entry, chosen);
  if (rows === null) return null;
  const { deleted, added } = numbersIn(entry, ...rows);
  return deleted.length + added.length === 0 ? null : { before: ranges(deleted), after: ranges(added) };
};

/** The hunk that a row belongs to: the last one whose lines begin at or before it. */
export const hunkOfRow = (entry: Entry, row: number): number => {
  let hunk = 0;
  for (let at = 0; at <= row && at < entry.rows.count; at += 1) if (entry.rows.types[at] === HUNK) hunk = entry.rows.a[at] ?? 0;
  return hunk;
};
