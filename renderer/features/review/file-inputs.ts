/** Puts together what the list draws of each file: its diff, what is folded and opened, what stands between its lines. */
import type { FileChange } from '#contract/review.ts';
import type { Block, FileInput } from '#renderer/features/review/diff/list-model.ts';
import { LINE_PX } from '#renderer/features/review/diff/list-layout.ts';
import type { ParsedDiff } from '#renderer/features/review/diff/parsed-diff.ts';
import { fileDesk, type DeskState, type FileDesk } from './desk.ts';
import { isViewed } from './hunk-walk.ts';
import { isImage } from './image-kinds.ts';
import type { PatchState } from './patch-loader.ts';

/** More changed lines than this are shown when they are asked for. */
export const SHOWN_MAX_LINES = 10_000;
const GUESSED_MAX_LINES = 400;
const CONTEXT_LINES = 6;
const NOTE_PX = 44;
const IMAGE_PX = 320;

/** Why a file has no lines to show; null when it has. */
export const withoutLines = (file: FileChange, state: PatchState | undefined): string | null => {
  if (state?.kind === 'failed') return 'Could not be read';
  if (file.binary || (state?.kind === 'ready' && state.loaded.patch.binary)) return 'Binary file';
  if (state?.kind !== 'ready') return null;
  if (state.loaded.patch.tooLarge) return 'Too large to show here';
  if (state.loaded.diff.hunks.length > 0) return null;
  return file.kind === 'renamed'
    ? 'Moved, content unchanged'
    : file.kind === 'type-changed'
      ? 'Only the file mode changed'
      : 'No lines changed';
};

const top = { side: 'after', line: 0 } as const;

/** The one block of a file without lines, by its state. */
const standIn = (file: FileChange, state: PatchState | undefined, asked: boolean): Block | null => {
  if (file.binary && isImage(file.path)) return { key: 'image', place: top, guessPx: IMAGE_PX };
  if (withoutLines(file, state) !== null) return { key: 'note', place: top, guessPx: NOTE_PX };
  if (file.added + file.deleted > SHOWN_MAX_LINES && !asked) return { key: 'large', place: top, guessPx: NOTE_PX };
  if (state?.kind === 'ready') return null;
  const guessed = Math.min(GUESSED_MAX_LINES, file.added + file.deleted + CONTEXT_LINES);
  return { key: 'wait', place: top, guessPx: guessed * LINE_PX };
};

export interface InputSources {
  readonly files: readonly FileChange[];
  readonly patchOf: (path: string) => PatchState | undefined;
  readonly desk: DeskState;
  readonly marksOf: (path: string) => string;
  /** Viewed files and hunks fold by themselves. */
  readonly foldViewed: boolean;
  /** Comments of a file, and fields for new ones; the same array while they are the same. */
  readonly blocksOf: (path: string) => readonly Block[];
}

interface Kept {
  readonly marks: string;
  readonly unfolded: ReadonlySet<number>;
  readonly foldViewed: boolean;
  readonly shut: ReadonlySet<number>;
  readonly standIn: Block | null;
  readonly own: readonly Block[];
  readonly blocks: readonly Block[];
}

const none: ReadonlySet<number> = new Set();
const shutHunks = (marks: string, unfolded: ReadonlySet<number>, foldViewed: boolean): ReadonlySet<number> => {
  if (!foldViewed || !marks.includes('1')) return none;
  return new Set([...marks].flatMap((mark, hunk) => (mark === '1' && !unfolded.has(hunk) ? [hunk] : [])));
};

const sameBlock = (a: Block | null, b: Block | null): boolean => a === b || (a?.key === b?.key && a?.guessPx === b?.guessPx);

/** Gives the same sets and arrays again while they say the same: the list knows by them what to compute anew. */
export const createFileInputs = (): ((sources: InputSources) => readonly FileInput[]) => {
  let kept = new Map<string, Kept>();
  const keep = (path: string, parts: Omit<Kept, 'shut' | 'blocks'>): Kept => {
    const before = kept.get(path);
    const sameShut =
      before !== undefined && before.marks === parts.marks && before.unfolded === parts.unfolded && before.foldViewed === parts.foldViewed;
    const sameBlocks = before !== undefined && before.own === parts.own && sameBlock(before.standIn, parts.standIn);
    return {
      ...parts,
      shut: sameShut ? before.shut : shutHunks(parts.marks, parts.unfolded, parts.foldViewed),
      blocks: sameBlocks ? before.blocks : [...(parts.standIn === null ? [] : [parts.standIn]), ...parts.own],
    };
  };
  return ({ files, patchOf, desk, marksOf, foldViewed, blocksOf }) => {
    const next = new Map<string, Kept>();
    const inputs = files.map((file): FileInput => {
      const { path } = file;
      const state = patchOf(path);
      const stand = standIn(file, state, desk.large.has(path));
      const diff: ParsedDiff | null = stand === null && state?.kind === 'ready' ? state.loaded.diff : null;
      const own: FileDesk = fileDesk(desk, path, diff);
      const marks = marksOf(path);
      const parts = keep(path, { marks, unfolded: own.unfolded, foldViewed, standIn: stand, own: blocksOf(path) });
      next.set(path, parts);
      return {
        file,
        diff,
        folded: desk.folds.get(path) ?? (file.generated !== undefined || (foldViewed && isViewed(marks))),
        shut: parts.shut,
        opened: own.opened,
        longer: own.longer,
        whole: own.whole,
        blocks: parts.blocks,
      };
    });
    kept = next;
    return inputs;
  };
};
