/** The reader's moves through a change: from hunk to hunk, from line to line, and what he chooses. */
import type { FileChange, Selection } from '#contract/review.ts';
import type { CommentPlace } from '#contract/comments.ts';
import type { DiffView } from '#renderer/features/review/diff/diff-view.ts';
import { BLOCK, HUNK, rowOfHunk, rowOfLine } from '#renderer/features/review/diff/file-rows.ts';
import { HEADER_PX, LINE_PX, lastAtMost } from '#renderer/features/review/diff/list-layout.ts';
import type { Entry } from '#renderer/features/review/diff/list-model.ts';
import { fileAt } from '#renderer/features/review/diff/list-place.ts';
import { changedLines, chosenRows, commentLines, hunkOfRow, refOfRow, stepRow, type Chosen, type LineRef } from './chosen-lines.ts';
import { compose, foldFiles, type Desk } from './desk.ts';
import { nextHunk, type HunkPlace } from './hunk-walk.ts';
import type { PatchLoader } from './patch-loader.ts';
import { hunkIds, markFiles, markHunks, type ReviewPlace } from './review-actions.ts';

/** What the moves need to know; read anew at each move. */
export interface Reading {
  readonly desk: Desk;
  readonly view: DiffView | null;
  readonly files: readonly FileChange[];
  readonly marksOf: (path: string) => string;
  readonly loader: PatchLoader;
  readonly place: ReviewPlace;
}

/** Where the list shall stand as soon as what is to be seen is there. */
export type Target = HunkPlace | { readonly path: string; readonly ref: LineRef } | { readonly path: string; readonly file: true };

const ABOVE_PX = HEADER_PX + 2 * LINE_PX;

const entryOf = (view: DiffView, path: string): { readonly entry: Entry; readonly top: number } | null => {
  const { model } = view;
  const index = model?.byPath.get(path);
  const entry = index === undefined ? undefined : model?.entries[index];
  return entry === undefined || index === undefined ? null : { entry, top: model?.tops[index] ?? 0 };
};

const rowOfTarget = (entry: Entry, target: Target): number => {
  if ('hunk' in target) return rowOfHunk(entry.rows, target.hunk);
  return 'ref' in target ? rowOfLine(entry.rows, entry.diff, target.ref.side, target.ref.line) : -1;
};

/** The row after the last one of a hunk. */
const endOfHunk = (entry: Entry, hunk: number): number => {
  const next = rowOfHunk(entry.rows, hunk + 1);
  return next < 0 ? entry.rows.count : next;
};

/** The row after a line and what stands under it. */
const afterBlocks = (entry: Entry, row: number): number => {
  let end = row + 1;
  while (end < entry.rows.count && entry.rows.types[end] === BLOCK) end += 1;
  return end;
};

/** Brings a target into view; stays where it is when all of it is in view already. Tells whether it was found. */
export const bringIntoView = ({ view }: Reading, target: Target): boolean => {
  const found = view === null ? null : entryOf(view, target.path);
  if (view === null || found === null) return false;
  const { entry, top } = found;
  const row = rowOfTarget(entry, target);
  if (row < 0 || 'file' in target) {
    view.scrollTo(top);
    return 'file' in target || (entry.input.diff === null && entry.input.blocks[0]?.key !== 'wait');
  }
  const from = top + (entry.tops[row] ?? 0);
  const to = top + (entry.tops['hunk' in target ? endOfHunk(entry, target.hunk) : afterBlocks(entry, row)] ?? 0);
  const fits = to - from <= view.height - ABOVE_PX - LINE_PX;
  if (from < view.top + HEADER_PX || to > view.top + view.height)
    view.scrollTo(!fits || from < view.top + HEADER_PX ? from - ABOVE_PX : Math.min(from - ABOVE_PX, to - view.height + 2 * LINE_PX));
  return true;
};

/** The hunk that the reader looks at: that of the cursor while it is in view, else the first in view. */
export const hunkInView = ({ desk, view }: Reading): HunkPlace | null => {
  const { cursor } = desk.getState();
  if (view?.model == null) return cursor;
  if (cursor !== null) {
    const found = entryOf(view, cursor.path);
    if (found !== null) {
      const row = rowOfHunk(found.entry.rows, cursor.hunk);
      const [from, to] =
        row < 0
          ? [found.top, found.top + found.entry.height]
          : [found.top + (found.entry.tops[row] ?? 0), found.top + (found.entry.tops[endOfHunk(found.entry, cursor.hunk)] ?? 0)];
      if (to > view.top && from < view.top + view.height) return cursor;
    }
  }
  const index = fileAt(view.model, view.top + HEADER_PX);
  const entry = view.model.entries[index];
  if (entry === undefined) return null;
  const inside = view.top + HEADER_PX - (view.model.tops[index] ?? 0);
  const row = entry.rows.count === 0 ? 0 : lastAtMost(entry.tops, inside, entry.rows.count);
  return { path: entry.input.file.path, hunk: hunkOfRow(entry, row) };
};

/** Moves the cursor to a hunk and unfolds its file. */
export const goToHunk = (reading: Reading, place: HunkPlace): void => {
  const { desk, view, loader } = reading;
  desk.setState({ cursor: place, chosen: null });
  const found = view === null ? null : entryOf(view, place.path);
  if (found?.entry.input.folded === true) foldFiles(desk, [place.path], false);
  loader.want([place.path]);
};

/** Marks known, or hunks that were loaded; so that a walk works before all is counted. */
const walked = ({ files, marksOf, loader }: Reading) =>
  files.map(({ path }) => {
    const marks = marksOf(path);
    const state = loader.get(path);
    return { path, marks: marks !== '' ? marks : '0'.repeat(state?.kind === 'ready' ? Math.max(1, state.loaded.diff.hunks.length) : 1) };
  });

/** The hunk before or after the one that is read; null at the ends, or when all was viewed. */
export const hunkBeside = (reading: Reading, by: 1 | -1, unviewed: boolean, from = hunkInView(reading)): HunkPlace | null => {
  const atStart = reading.desk.getState().cursor === null && from !== null && by === 1;
  const files = walked(reading);
  // Nothing has been looked at yet: the first move goes to what is in view.
  if (atStart && !(unviewed && files.find(({ path }) => path === from.path)?.marks[from.hunk] === '1')) return from;
  return nextHunk({ files, from, by, unviewed });
};

/** Marks the hunk that is read, or takes its mark away. Gives it. */
export const markHere = (reading: Reading, viewed: boolean | null): HunkPlace | null => {
  const here = hunkInView(reading);
  if (here === null) return null;
  const { place, loader, marksOf } = reading;
  const before = marksOf(here.path)[here.hunk] === '1';
  const state = loader.get(here.path);
  if (state?.kind !== 'ready') void markFiles(place, [here.path], viewed ?? !before);
  else void markHunks(place, state.loaded.patch, [here.hunk], viewed ?? !before);
  return here;
};

/** Moves the chosen line; begins at the hunk that is read. Gives where it is now. */
export const moveLine = (reading: Reading, by: 1 | -1, extend: boolean): { readonly path: string; readonly ref: LineRef } | null => {
  const { desk, view } = reading;
  const { chosen } = desk.getState();
  const path = chosen?.path ?? hunkInView(reading)?.path;
  const found = view === null || path === undefined ? null : entryOf(view, path);
  if (path === undefined || found === null) return null;
  const { entry } = found;
  const at = chosen === null ? -1 : rowOfLine(entry.rows, entry.diff, chosen.head.side, chosen.head.line);
  const start = at >= 0 ? at : rowOfHunk(entry.rows, hunkInView(reading)?.hunk ?? 0);
  const next = stepRow(entry, start, at >= 0 ? by : 1);
  const head = next < 0 ? null : refOfRow(entry, next, chosen?.head.side ?? null);
  if (head === null) return null;
  const anchor = extend && chosen !== null ? chosen.anchor : head;
  desk.setState({ chosen: { path, anchor, head }, cursor: { path, hunk: hunkOfRow(entry, next) } });
  return { path, ref: head };
};

/** What the reader would stage or revert now: the lines he chose, else the hunk he reads. */
export const selectionHere = (reading: Reading): Selection | null => {
  const { desk, view, loader } = reading;
  const { chosen } = desk.getState();
  const here = chosen === null ? hunkInView(reading) : null;
  const path = chosen?.path ?? here?.path;
  const state = path === undefined ? undefined : loader.get(path);
  if (path === undefined || state?.kind !== 'ready') return null;
  const { patch } = state.loaded;
  if (chosen !== null) {
    const found = view === null ? null : entryOf(view, path);
    const lines = found === null ? null : changedLines(found.entry, chosen);
    return lines === null ? null : { kind: 'lines', path, content: { before: patch.before, after: patch.after }, ...lines };
  }
  const hunks = here === null ? [] : hunkIds(patch, [here.hunk]);
  return hunks.length === 0 || state.loaded.diff.hunks.length === 0 ? { kind: 'files', paths: [path] } : { kind: 'hunks', path, hunks };
};

/** The lines of a hunk that a comment on it is about: the changed ones, from first to last. */
const linesOfHunk = (entry: Entry, hunk: number): CommentPlace | null => {
  const row = rowOfHunk(entry.rows, hunk);
  if (row < 0) return null;
  const span = entry.diff.hunks[hunk];
  if (span === undefined) return null;
  const { path } = entry.input.file;
  const numbers = (side: Uint32Array, kind: number): number[] =>
    Array.from({ length: span.end - span.start }, (_, index) => span.start + index)
      .filter((line) => entry.diff.kinds[line] === kind)
      .map((line) => side[line] ?? 0);
  const added = numbers(entry.diff.after, 1);
  const deleted = numbers(entry.diff.before, 2);
  const own = added.length > 0 ? added : deleted;
  if (own.length === 0) return null;
  return { kind: 'lines', path, side: added.length > 0 ? 'after' : 'before', from: Math.min(...own), to: Math.max(...own) };
};

/** Opens a field for a comment where the reader is. Tells whether there is a place for one. */
export const commentHere = (reading: Reading, at: HunkPlace | null = null): boolean => {
  const { desk, view } = reading;
  const { chosen } = desk.getState();
  const path = at?.path ?? chosen?.path ?? hunkInView(reading)?.path;
  const found = view === null || path === undefined ? null : entryOf(view, path);
  if (path === undefined || found === null) return false;
  const lines = at === null && chosen !== null ? commentLines(found.entry, chosen) : null;
  const hunk = at?.hunk ?? hunkInView(reading)?.hunk ?? 0;
  compose(desk, lines === null ? (linesOfHunk(found.entry, hunk) ?? { kind: 'file', path }) : { kind: 'lines', path, ...lines });
  return true;
};

/** Classes that show cursor and choice. */
export const classesFor = ({ cursor, chosen }: { readonly cursor: HunkPlace | null; readonly chosen: Chosen | null }) => {
  let known: { readonly entry: Entry; readonly rows: readonly [number, number] | null; readonly head: number } | null = null;
  return (entry: Entry, row: number): string => {
    const { path } = entry.input.file;
    if (chosen?.path === path) {
      if (known?.entry !== entry)
        known = { entry, rows: chosenRows(entry, chosen), head: rowOfLine(entry.rows, entry.diff, chosen.head.side, chosen.head.line) };
      const inside = known.rows !== null && row >= known.rows[0] && row <= known.rows[1];
      if (inside) return row === known.head ? ' diff-chosen diff-cursor' : ' diff-chosen';
    }
    return cursor?.path === path && entry.rows.types[row] === HUNK && entry.rows.a[row] === cursor.hunk ? ' diff-bar-current' : '';
  };
};
