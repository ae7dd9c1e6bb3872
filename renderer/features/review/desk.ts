/**
 * Where the reader of a change is and what he has opened: cursor, chosen lines, folds, lines between hunks. One store per
 * panel and scope; what must outlive the page (marks, comments) is the core's.
 */
import { createStore, type StoreApi } from 'zustand';
import type { CommentPlace } from '#contract/comments.ts';
import type { OpenedGap } from '#renderer/features/review/diff/file-rows.ts';
import { LINE_SHOWN_CHARS } from '#renderer/features/review/diff/list-layout.ts';
import type { ParsedDiff } from '#renderer/features/review/diff/parsed-diff.ts';
import type { Chosen } from './chosen-lines.ts';
import type { HunkPlace } from './hunk-walk.ts';

/** What was opened in one diff of a file; another diff of it begins anew. */
export interface FileDesk {
  readonly diff: ParsedDiff | null;
  readonly opened: ReadonlyMap<number, OpenedGap>;
  readonly longer: ReadonlyMap<number, number>;
  /** Viewed hunks that are shown all the same. */
  readonly unfolded: ReadonlySet<number>;
  readonly whole: readonly string[] | null;
}

/** A comment that is being written. */
export interface Composing {
  readonly key: string;
  readonly place: CommentPlace;
}

export interface DeskState {
  /** By the reader's own hand; what was viewed folds by itself. */
  readonly folds: ReadonlyMap<string, boolean>;
  /** Files too large to be shown unasked that were asked for. */
  readonly large: ReadonlySet<string>;
  readonly files: ReadonlyMap<string, FileDesk>;
  readonly cursor: HunkPlace | null;
  readonly chosen: Chosen | null;
  readonly composing: readonly Composing[];
}

export type Desk = StoreApi<DeskState>;

export const LONGER_CHARS = 20_000;
export const GAP_LINES = 20;

const fresh = (diff: ParsedDiff | null): FileDesk => ({
  diff,
  opened: new Map(),
  longer: new Map(),
  unfolded: new Set(),
  whole: null,
});
export const nothingOpened: FileDesk = fresh(null);

export const createDesk = (): Desk =>
  createStore<DeskState>(() => ({
    folds: new Map(),
    large: new Set(),
    files: new Map(),
    cursor: null,
    chosen: null,
    composing: [],
  }));

/** What was opened in this diff of the file. */
export const fileDesk = (state: DeskState, path: string, diff: ParsedDiff | null): FileDesk => {
  const known = state.files.get(path);
  return known === undefined || known.diff !== diff ? nothingOpened : known;
};

const changeFile = (desk: Desk, path: string, diff: ParsedDiff, change: (file: FileDesk) => Partial<FileDesk>): void =>
  desk.setState((state) => {
    const known = state.files.get(path);
    const file = known?.diff === diff ? known : fresh(diff);
    return { files: new Map(state.files).set(path, { ...file, ...change(file) }) };
  });

/** Shows more lines of a gap: 20 from one of its ends, or all. */
export const openGap = (
  desk: Desk,
  path: string,
  diff: ParsedDiff,
  gap: number,
  how: 'top' | 'bottom' | 'all',
  whole: readonly string[],
): void =>
  changeFile(desk, path, diff, (file) => {
    const { top, bottom } = file.opened.get(gap) ?? { top: 0, bottom: 0 };
    const next =
      how === 'all'
        ? { top: whole.length, bottom: 0 }
        : { top: how === 'top' ? top + GAP_LINES : top, bottom: how === 'bottom' ? bottom + GAP_LINES : bottom };
    return { whole, opened: new Map(file.opened).set(gap, next) };
  });

export const showLonger = (desk: Desk, path: string, diff: ParsedDiff, line: number): void =>
  changeFile(desk, path, diff, (file) => ({
    longer: new Map(file.longer).set(line, (file.longer.get(line) ?? LINE_SHOWN_CHARS) + LONGER_CHARS),
  }));

export const unfoldHunk = (desk: Desk, path: string, diff: ParsedDiff, hunk: number, on: boolean): void =>
  changeFile(desk, path, diff, (file) => {
    const unfolded = new Set(file.unfolded);
    if (on) unfolded.add(hunk);
    else unfolded.delete(hunk);
    return { unfolded };
  });

export const foldFiles = (desk: Desk, paths: readonly string[], folded: boolean): void =>
  desk.setState(({ folds }) => ({ folds: new Map([...folds, ...paths.map((path) => [path, folded] as const)]) }));

/** Folds by hand are forgotten for these: they fold by what was viewed. */
export const releaseFolds = (desk: Desk, paths: readonly string[]): void =>
  desk.setState(({ folds }) => ({ folds: new Map([...folds].filter(([path]) => !paths.includes(path))) }));

export const showLarge = (desk: Desk, path: string): void => desk.setState(({ large }) => ({ large: new Set(large).add(path) }));

const placeKey = (place: CommentPlace): string => {
  switch (place.kind) {
    case 'change':
      return 'change';
    case 'file':
      return `file:${place.path}`;
    case 'lines':
      return `lines:${place.side}:${place.from}-${place.to}:${place.path}`;
  }
};

/** Opens a field for a comment; at a place that has one it stays that one. */
export const compose = (desk: Desk, place: CommentPlace): void =>
  desk.setState(({ composing }) => {
    const key = `compose:${placeKey(place)}`;
    return composing.some((one) => one.key === key) ? {} : { composing: [...composing, { key, place }] };
  });
export const endComposing = (desk: Desk, key: string): void =>
  desk.setState(({ composing }) => ({ composing: composing.filter((one) => one.key !== key) }));
