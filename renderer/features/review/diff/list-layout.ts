/** Where each file and each row of a long list stands, in pixels. Pure: heights come in, places come out. */
import { BLOCK, HUNK, LINE, PAIR, SEEN, TAIL, type FileRows } from './file-rows.ts';
import { columnsOf, type ParsedDiff } from './parsed-diff.ts';

export const LINE_PX = 20;
export const HEADER_PX = 36;
/** Heads of hunks; higher where they are pressed by thumbs. */
export const BAR_PX = 28;
export const TOUCH_BAR_PX = 44;
/** Between two files. */
export const FILE_GAP_PX = 8;

/** Longer lines are cut until somebody asks for more of them. */
export const LINE_SHOWN_CHARS = 1_000;

export interface Measures {
  /** Columns that fit into one line of code; null while lines do not wrap. */
  readonly columns: number | null;
  /** How many characters of a long line are shown, by line index. Such a line wraps always. */
  readonly longer: ReadonlyMap<number, number>;
  /** Columns for those. */
  readonly longColumns: number;
  readonly barPx: number;
  /** Height of a block, by its index. */
  readonly blockPx: (index: number) => number;
}

const linePx = (text: string, line: number, measures: Measures): number => {
  const shown = measures.longer.get(line);
  const columns = shown === undefined ? measures.columns : measures.longColumns;
  if (columns === null) return LINE_PX;
  const cut = text.length > (shown ?? LINE_SHOWN_CHARS) ? text.slice(0, shown ?? LINE_SHOWN_CHARS) : text;
  // Most lines fit, and most characters are one column wide: only the others are counted.
  const width = cut.length * 4 <= columns ? 1 : columnsOf(cut) + (cut === text ? 0 : 24);
  return LINE_PX * Math.max(1, Math.ceil(width / columns));
};

const rowPx = (rows: FileRows, row: number, diff: ParsedDiff, measures: Measures): number => {
  const [a, b] = [rows.a[row] ?? -1, rows.b[row] ?? -1];
  switch (rows.types[row]) {
    case LINE:
      return linePx(diff.texts[a] ?? '', a, measures);
    case PAIR:
      return Math.max(
        a < 0 ? LINE_PX : linePx(diff.texts[a] ?? '', a, measures),
        b < 0 || b === a ? LINE_PX : linePx(diff.texts[b] ?? '', b, measures),
      );
    case HUNK:
    case TAIL:
    case SEEN:
      return measures.barPx;
    case BLOCK:
      return measures.blockPx(a);
    default:
      return LINE_PX;
  }
};

/** The upper edge of each row below the top of the file, and after the last the height of the file. */
export const rowTops = (rows: FileRows, diff: ParsedDiff, measures: Measures): Float64Array => {
  const tops = new Float64Array(rows.count + 1);
  let at = HEADER_PX;
  for (let row = 0; row < rows.count; row += 1) {
    tops[row] = at;
    at += rowPx(rows, row, diff, measures);
  }
  tops[rows.count] = at;
  return tops;
};

/** The last index whose value is at most `value`; 0 when there is none. `values` ascend. */
export const lastAtMost = (values: Float64Array, value: number, count: number = values.length): number => {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((values[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** Upper edges of the files, and after the last the height of all. */
export const fileTops = (heights: readonly number[]): Float64Array => {
  const tops = new Float64Array(heights.length + 1);
  let at = 0;
  heights.forEach((height, index) => {
    tops[index] = at;
    at += height + FILE_GAP_PX;
  });
  tops[heights.length] = at;
  return tops;
};
