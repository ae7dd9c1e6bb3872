/** All files of a change with their rows and places. A file is computed again only when something of it changed. Pure but for what it keeps. */
import type { FileChange } from '#contract/review.ts';
import { blockRows, fileRows, type BlockPlace, type FileRows, type OpenedGap } from './file-rows.ts';
import { FILE_GAP_PX, fileTops, HEADER_PX, rowTops } from './list-layout.ts';
import { emptyDiff, type ParsedDiff } from './parsed-diff.ts';

/** Something between the lines that the page draws by itself: comments, a picture, a note. */
export interface Block {
  readonly key: string;
  readonly place: BlockPlace;
  /** Until it was measured. */
  readonly guessPx: number;
}

export interface FileInput {
  readonly file: FileChange;
  /** Null while there is none, or none to show. */
  readonly diff: ParsedDiff | null;
  readonly folded: boolean;
  readonly shut: ReadonlySet<number>;
  readonly opened: ReadonlyMap<number, OpenedGap>;
  readonly longer: ReadonlyMap<number, number>;
  /** The whole file after the change, for what lies between hunks. */
  readonly whole: readonly string[] | null;
  readonly blocks: readonly Block[];
}

export interface ListSettings {
  readonly split: boolean;
  /** Columns a line wraps at; null when lines do not wrap. */
  readonly columns: number | null;
  readonly longColumns: number;
  /** Height of the heads of hunks. */
  readonly barPx: number;
}

export interface Entry {
  readonly input: FileInput;
  readonly diff: ParsedDiff;
  readonly rows: FileRows;
  readonly tops: Float64Array;
  readonly height: number;
}

export interface ListModel {
  readonly entries: readonly Entry[];
  /** Upper edges of the files; the last is the height of all. */
  readonly tops: Float64Array;
  readonly height: number;
  /** Columns of the longest line. */
  readonly columns: number;
  /** Digits of the largest line number. */
  readonly digits: number;
  readonly byPath: ReadonlyMap<string, number>;
}

export type BlockHeights = ReadonlyMap<string, number>;
const none: BlockHeights = new Map();
const nothing: FileRows = blockRows(0);

const sameInput = (a: FileInput, b: FileInput): boolean =>
  a.file === b.file &&
  a.diff === b.diff &&
  a.folded === b.folded &&
  a.shut === b.shut &&
  a.opened === b.opened &&
  a.longer === b.longer &&
  a.whole === b.whole &&
  a.blocks === b.blocks;

const rowsOf = (input: FileInput, split: boolean): FileRows => {
  const { file, diff, folded, shut, opened, whole, blocks } = input;
  if (folded) return nothing;
  if (diff === null || diff.hunks.length === 0) return blockRows(blocks.length);
  return fileRows({
    diff,
    split,
    shut,
    opened,
    totalAfter: whole?.length ?? null,
    blocks: blocks.map(({ place }) => place),
    hasGaps: file.kind !== 'added' && file.kind !== 'deleted',
  });
};

interface Kept {
  readonly entry: Entry;
  readonly settings: ListSettings;
  readonly heights: BlockHeights;
}

const sameSettings = (a: ListSettings, b: ListSettings): boolean =>
  a.split === b.split && a.columns === b.columns && a.longColumns === b.longColumns && a.barPx === b.barPx;

const make = (input: FileInput, settings: ListSettings, heights: BlockHeights): Entry => {
  const diff = input.diff ?? emptyDiff;
  const rows = rowsOf(input, settings.split);
  const tops = rowTops(rows, diff, {
    columns: settings.columns,
    longer: input.longer,
    longColumns: settings.longColumns,
    barPx: settings.barPx,
    blockPx: (index) => {
      const block = input.blocks[index];
      return block === undefined ? 0 : (heights.get(block.key) ?? block.guessPx);
    },
  });
  return { input, diff, rows, tops, height: tops[rows.count] ?? HEADER_PX };
};

const largestNumber = ({ diff }: Entry): number => {
  const last = diff.hunks.at(-1);
  return last === undefined ? 0 : Math.max(last.beforeStart + last.beforeLines, last.afterStart + last.afterLines);
};

export interface ListBuilder {
  readonly of: (inputs: readonly FileInput[], settings: ListSettings) => ListModel;
  /** Takes in the measured height of a block. Tells whether it is another one than before. */
  readonly measured: (path: string, key: string, px: number) => boolean;
}

export const createListBuilder = (): ListBuilder => {
  let kept = new Map<string, Kept>();
  const heights = new Map<string, BlockHeights>();
  const entryOf = (input: FileInput, settings: ListSettings): Kept => {
    const before = kept.get(input.file.path);
    const measured = heights.get(input.file.path) ?? none;
    if (
      before !== undefined &&
      before.heights === measured &&
      sameSettings(before.settings, settings) &&
      sameInput(before.entry.input, input)
    )
      return before;
    return { entry: make(input, settings, measured), settings, heights: measured };
  };
  return {
    of: (inputs, settings) => {
      kept = new Map(inputs.map((input) => [input.file.path, entryOf(input, settings)]));
      const entries = [...kept.values()].map(({ entry }) => entry);
      const tops = fileTops(entries.map(({ height }) => height));
      return {
        entries,
        tops,
        height: Math.max(0, (tops[entries.length] ?? 0) - FILE_GAP_PX),
        columns: entries.reduce((most, { diff }) => Math.max(most, diff.columns), 0),
        digits: String(entries.reduce((most, entry) => Math.max(most, largestNumber(entry)), 99)).length,
        byPath: new Map(entries.map(({ input }, index) => [input.file.path, index])),
      };
    },
    measured: (path, key, px) => {
      const before = heights.get(path) ?? none;
      if (before.get(key) === px) return false;
      heights.set(path, new Map(before).set(key, px));
      return true;
    },
  };
};
