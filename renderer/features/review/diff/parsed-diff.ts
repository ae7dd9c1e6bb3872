/** The diff of one file as lines and hunks, packed so that a worker hands it over in one piece. */

export const CONTEXT = 0;
export const ADDED = 1;
export const DELETED = 2;
export type LineKind = typeof CONTEXT | typeof ADDED | typeof DELETED;

export interface HunkSpan {
  /** First line of the hunk in `texts`, and the one after its last. */
  readonly start: number;
  readonly end: number;
  readonly beforeStart: number;
  readonly beforeLines: number;
  readonly afterStart: number;
  readonly afterLines: number;
  /** What git found to stand around it: the function, the section. Often empty. */
  readonly heading: string;
  readonly added: number;
  readonly deleted: number;
}

export interface ParsedDiff {
  readonly texts: readonly string[];
  readonly kinds: Uint8Array;
  /** Line numbers, from 1; 0 where the line is not on that side. */
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  readonly hunks: readonly HunkSpan[];
  /** Lines after which the file ends without a line break. */
  readonly endless: readonly number[];
  /** Word changes as `[from, to)` in characters; those of line `n` stand from `wordAt[n]` to `wordAt[n + 1]`, in pairs. */
  readonly words: Uint32Array;
  readonly wordAt: Uint32Array;
  /** Characters of the longest line, tabs counted as they show. */
  readonly columns: number;
}

export const TAB_COLUMNS = 4;

/** Columns that a text takes in a font of one width; wide characters count as two. */
export const columnsOf = (text: string): number => {
  let columns = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 9) columns += TAB_COLUMNS - (columns % TAB_COLUMNS);
    else if (code < 0x300 || (code >= 0x2000 && code < 0x2e80)) columns += 1;
    // The second half of a pair was counted with the first; marks that join the letter before take no room.
    else if ((code >= 0xdc00 && code < 0xe000) || code < 0x370 || code === 0xfe0f) columns += 0;
    else columns += code >= 0x1100 ? 2 : 1;
  }
  return columns;
};

export const emptyDiff: ParsedDiff = {
  texts: [],
  kinds: new Uint8Array(),
  before: new Uint32Array(),
  after: new Uint32Array(),
  hunks: [],
  endless: [],
  words: new Uint32Array(),
  wordAt: new Uint32Array(1),
  columns: 0,
};
