/** Where the reader stands in a list, so that he stands there still after it has changed. Pure. */
import { BETWEEN, BLOCK, HUNK, LINE, PAIR, rowOfHunk, rowOfLine, SEEN } from './file-rows.ts';
import { lastAtMost } from './list-layout.ts';
import type { Entry, ListModel } from './list-model.ts';

/** What stands at the upper edge of the view, and how far it has gone past it, in pixels. */
export interface Place {
  readonly path: string;
  readonly at:
    | { readonly kind: 'file' }
    | { readonly kind: 'hunk'; readonly hunk: number }
    | { readonly kind: 'line'; readonly side: 'before' | 'after'; readonly line: number };
  readonly offset: number;
}

export const fileAt = (model: ListModel, y: number): number => lastAtMost(model.tops, y, model.entries.length);

const identify = (entry: Entry, row: number): Place['at'] => {
  const { rows, diff } = entry;
  const [a, b] = [rows.a[row] ?? -1, rows.b[row] ?? -1];
  switch (rows.types[row]) {
    case LINE:
    case PAIR: {
      const line = rows.types[row] === LINE || b < 0 ? a : b;
      const after = diff.after[line] ?? 0;
      return after > 0 ? { kind: 'line', side: 'after', line: after } : { kind: 'line', side: 'before', line: diff.before[line] ?? 0 };
    }
    case BETWEEN:
      return { kind: 'line', side: 'after', line: b };
    case HUNK:
    case SEEN:
      return { kind: 'hunk', hunk: a };
    default:
      return { kind: 'file' };
  }
};

/** Null for an empty list. */
export const placeAt = (model: ListModel, y: number): Place | null => {
  const index = fileAt(model, y);
  const entry = model.entries[index];
  if (entry === undefined) return null;
  const top = model.tops[index] ?? 0;
  const { path } = entry.input.file;
  if (entry.rows.count === 0 || y - top < (entry.tops[0] ?? 0)) return { path, at: { kind: 'file' }, offset: y - top };
  let row = lastAtMost(entry.tops, y - top, entry.rows.count);
  while (row > 0 && entry.rows.types[row] === BLOCK) row -= 1;
  const at = identify(entry, row);
  return { path, at, offset: at.kind === 'file' ? y - top : y - top - (entry.tops[row] ?? 0) };
};

/** The row of a place within its file, or -1. */
export const rowOfPlace = (entry: Entry, at: Place['at']): number => {
  switch (at.kind) {
    case 'file':
      return -1;
    case 'hunk':
      return rowOfHunk(entry.rows, at.hunk);
    case 'line':
      return rowOfLine(entry.rows, entry.diff, at.side, at.line);
  }
};

/** Where the upper edge of the view belongs so that the place stands where it stood; null when its file is gone. */
export const topOf = (model: ListModel, place: Place): number | null => {
  const index = model.byPath.get(place.path);
  const entry = index === undefined ? undefined : model.entries[index];
  if (index === undefined || entry === undefined) return null;
  const top = model.tops[index] ?? 0;
  const row = rowOfPlace(entry, place.at);
  if (row >= 0) return top + (entry.tops[row] ?? 0) + place.offset;
  // The line is gone: as far into the file as before, within what it is now.
  return top + Math.min(Math.max(0, place.offset), Math.max(0, entry.height - 1));
};
