/** The known word nearest to a mistyped one. Pure. */

/** Letters added, left out, exchanged or swapped with their neighbour. */
const distance = (a: string, b: string): number => {
  const rows = Array.from({ length: a.length + 1 }, (_, row) =>
    Array.from({ length: b.length + 1 }, (_unused, column) => (row === 0 ? column : column === 0 ? row : 0)),
  );
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= a.length; row += 1) {
    for (let column = 1; column <= b.length; column += 1) {
      const changed = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const least = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + changed,
        swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
      (rows[row] as number[])[column] = least;
    }
  }
  return at(a.length, b.length);
};

/** Null when nothing is near enough to be meant. */
export const suggest = (typed: string, known: readonly string[]): string | null => {
  const near = known
    .map((word) => ({ word, off: word.startsWith(typed) && typed.length > 1 ? 1 : distance(typed, word) }))
    .toSorted((a, b) => a.off - b.off)[0];
  return near !== undefined && near.off <= Math.max(1, Math.floor(near.word.length / 3)) ? near.word : null;
};
