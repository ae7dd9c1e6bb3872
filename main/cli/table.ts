/** Aligned columns that fit the screen. Pure. */

export interface Column {
  readonly title: string;
  /** Gives way when the table is too wide: its cells are cut with an ellipsis. At most one or two columns should. */
  readonly gives?: boolean;
  readonly right?: boolean;
}

const LEAST_CELL = 8;
const GAP = 2;

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]|[\u{20000}-\u{3fffd}]/u;
const zero = /[\p{Mn}\p{Me}\p{Cf}]/u;

const charWidth = (character: string): number => (zero.test(character) ? 0 : wide.test(character) ? 2 : 1);

/** Cells that the text takes on a terminal. */
export const textWidth = (text: string): number => [...text].reduce((sum, character) => sum + charWidth(character), 0);

export const cut = (text: string, width: number): string => {
  if (textWidth(text) <= width) return text;
  let kept = '';
  let used = 1;
  for (const character of text) {
    used += charWidth(character);
    if (used > width) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
};

const pad = (text: string, width: number, right: boolean): string => {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)));
  return right ? space + text : text + space;
};

const widthsFor = (columns: readonly Column[], rows: readonly (readonly string[])[], screen: number): readonly number[] => {
  const widths = columns.map((column, index) => Math.max(textWidth(column.title), ...rows.map((row) => textWidth(row[index] ?? ''))));
  let excess = widths.reduce((sum, width) => sum + width + GAP, -GAP) - screen;
  while (excess > 0) {
    // The widest of those that may give way loses, so that they end up alike.
    const candidates = columns.map((column, index) => (column.gives === true ? (widths[index] as number) : 0));
    const widest = Math.max(...candidates);
    if (widest <= LEAST_CELL) break;
    widths[candidates.indexOf(widest)] = widest - 1;
    excess -= 1;
  }
  return widths;
};

/** `paint` may colour a cell after it was measured, cut and padded. */
export const table = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  screen: number,
  paint: (text: string, column: number, row: number | null) => string = (text) => text,
): string => {
  const widths = widthsFor(columns, rows, screen);
  const line = (cells: readonly string[], row: number | null): string =>
    columns
      .map((column, index) => {
        const text = cut(cells[index] ?? '', widths[index] as number);
        const isLast = index === columns.length - 1;
        return paint(isLast && column.right !== true ? text : pad(text, widths[index] as number, column.right ?? false), index, row);
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  const titles = columns.map((column) => column.title);
  return [line(titles, null), ...rows.map((row, index) => line(row, index))].join('\n');
};
