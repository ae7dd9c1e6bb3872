/** Files and their patches as the items of the diff list; an item is the same object for as long as it shows the same. */
import { processFile, type CodeViewDiffItem, type FileDiffMetadata } from '@pierre/diffs';
import type { FileChange } from '#contract/review.ts';
import type { PatchState } from './patch-loader.ts';

export type DiffItem = CodeViewDiffItem;

/** Lines that stand for a patch that is not there yet, so that the scroll bar is about right. */
const GUESSED_MAX_LINES = 400;
const CONTEXT_LINES = 6;

const types: Readonly<Record<FileChange['kind'], FileDiffMetadata['type']>> = {
  added: 'new',
  modified: 'change',
  deleted: 'deleted',
  renamed: 'rename-changed',
  'type-changed': 'change',
  conflicted: 'change',
};

const emptyDiff = (file: FileChange, lines: number): FileDiffMetadata => {
  const blank = Array.from({ length: lines }, () => '\n');
  return {
    name: file.path,
    ...(file.from === null ? {} : { prevName: file.from }),
    type: types[file.kind],
    hunks:
      lines === 0
        ? []
        : [
            {
              collapsedBefore: 0,
              additionStart: 1,
              additionCount: lines,
              additionLines: 0,
              additionLineIndex: 0,
              deletionStart: 1,
              deletionCount: lines,
              deletionLines: 0,
              deletionLineIndex: 0,
              hunkContent: [{ type: 'context', lines, additionLineIndex: 0, deletionLineIndex: 0 }],
              splitLineStart: 0,
              splitLineCount: lines,
              unifiedLineStart: 0,
              unifiedLineCount: lines,
              noEOFCRDeletions: false,
              noEOFCRAdditions: false,
            },
          ],
    splitLineCount: lines,
    unifiedLineCount: lines,
    isPartial: true,
    deletionLines: blank,
    additionLines: blank,
    deletionCharacterCount: lines,
    additionCharacterCount: lines,
  };
};

/** Why a file has no lines to show; null when it has. */
export const withoutLines = (file: FileChange, state: PatchState | undefined): string | null => {
  if (file.binary) return 'Binary file';
  if (state?.kind === 'failed') return 'Could not be read';
  if (state?.kind !== 'ready') return null;
  if (state.patch.tooLarge) return 'Too large to show here';
  if (!/^@@/m.test(state.patch.patch))
    return file.kind === 'renamed'
      ? 'Moved, content unchanged'
      : file.kind === 'type-changed'
        ? 'Only the file mode changed'
        : 'No lines changed';
  return null;
};

/** Parses one patch of git; null when it has no lines. `version` keys the results of highlighting. */
export const parsePatch = (file: FileChange, patch: string, version: number): FileDiffMetadata | null => {
  if (!/^@@/m.test(patch)) return null;
  const parsed = processFile(patch, { isGitDiff: true, cacheKey: `${file.path}@${version}` });
  // The names of the list win: git quotes odd ones in its headers.
  return parsed === undefined ? null : { ...parsed, name: file.path };
};

interface Kept {
  readonly patch: string | null;
  readonly empty: boolean;
  readonly collapsed: boolean;
  readonly fileDiff: FileDiffMetadata;
  readonly item: DiffItem;
}

export interface DiffItems {
  readonly of: (
    files: readonly FileChange[],
    get: (path: string) => PatchState | undefined,
    collapsed: ReadonlySet<string>,
  ) => readonly DiffItem[];
}

export const createDiffItems = (): DiffItems => {
  let kept = new Map<string, Kept>();
  let version = 0;

  const make = (file: FileChange, state: PatchState | undefined, folded: boolean): Kept => {
    const before = kept.get(file.path);
    const patch = state?.kind === 'ready' ? state.patch.patch : null;
    const empty = withoutLines(file, state) !== null;
    const collapsed = folded || empty;
    const same = before !== undefined && before.patch === patch && before.empty === empty;
    if (same && before.collapsed === collapsed) return before;
    version += 1;
    const guessed = Math.min(GUESSED_MAX_LINES, file.added + file.deleted + CONTEXT_LINES);
    const fileDiff = same
      ? before.fileDiff
      : ((patch === null ? null : parsePatch(file, patch, version)) ?? emptyDiff(file, empty || patch !== null ? 0 : guessed));
    return { patch, empty, collapsed, fileDiff, item: { id: file.path, type: 'diff', fileDiff, collapsed, version } };
  };
  return {
    of: (files, get, collapsed) => {
      const next = new Map(files.map((file) => [file.path, make(file, get(file.path), collapsed.has(file.path))]));
      kept = next;
      return [...next.values()].map((entry) => entry.item);
    },
  };
};
