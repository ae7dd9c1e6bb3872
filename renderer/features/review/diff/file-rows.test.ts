import { expect, test } from 'vitest';
import { BETWEEN, BLOCK, fileRows, gapAt, hiddenLines, rowOfHunk, rowOfLine, type FileRows, type RowsInput } from './file-rows.ts';
import { BAR_PX, fileTops, HEADER_PX, lastAtMost, LINE_PX, rowTops } from './list-layout.ts';
import { parsePatch } from './parse-patch.ts';

const diff = parsePatch(`--- a
+++ b
@@ -10,4 +10,4 @@ fn
 ten
-eleven
-twelve
+11
+12
 thirteen
@@ -30,2 +30,3 @@
 thirty
+more
 thirty-one
`);

const input: RowsInput = { diff, split: false, shut: new Set(), opened: new Map(), totalAfter: null, blocks: [], hasGaps: true };
const names = ['line', 'pair', 'between', 'hunk', 'tail', 'seen', 'block'];
const told = (rows: FileRows): readonly string[] =>
  Array.from(
    { length: rows.count },
    (_, row) => `${names[rows.types[row] ?? 0]} ${rows.a[row]}${rows.b[row] === -1 ? '' : `/${rows.b[row]}`}`,
  );

test('unified: a head for each hunk, its lines, and what may follow', () => {
  expect(told(fileRows(input))).toEqual([
    'hunk 0',
    'line 0',
    'line 1',
    'line 2',
    'line 3',
    'line 4',
    'line 5',
    'hunk 1',
    'line 6',
    'line 7',
    'line 8',
    'tail 2',
  ]);
});

test('split: what was replaced stands beside what replaces it', () => {
  expect(told(fileRows({ ...input, split: true, hasGaps: false }))).toEqual(
    ['hunk 0', 'pair 0/0', 'pair 1/3', 'pair 2/4', 'pair 5/5', 'hunk 1', 'pair 6/6', 'pair 7', 'pair 8/8'].map((row) =>
      row === 'pair 7' ? 'pair -1/7' : row,
    ),
  );
});

test('a viewed hunk is folded; lines between hunks open from both ends', () => {
  const rows = fileRows({
    ...input,
    shut: new Set([0]),
    totalAfter: 33,
    opened: new Map([
      [1, { top: 1, bottom: 2 }],
      [2, { top: 5, bottom: 0 }],
    ]),
  });
  expect(told(rows)).toEqual([
    'hunk 0',
    'seen 0',
    'between 14/14',
    'hunk 1',
    'between 28/28',
    'between 29/29',
    'line 6',
    'line 7',
    'line 8',
    'between 32/33',
  ]);
  expect(gapAt(diff.hunks, 1, null)).toEqual({ before: 14, after: 14, lines: 16 });
  expect(hiddenLines(gapAt(diff.hunks, 1, null), { top: 1, bottom: 2 })).toBe(13);
  expect(hiddenLines(gapAt(diff.hunks, 2, null), undefined)).toBeNull();
});

test('blocks stand under their line; those of the file above all', () => {
  const rows = fileRows({
    ...input,
    blocks: [
      { side: 'after', line: 11 },
      { side: 'after', line: 0 },
      { side: 'before', line: 11 },
    ],
  });
  expect(told(rows).slice(0, 8)).toEqual(['block 1', 'hunk 0', 'line 0', 'line 1', 'block 2', 'line 2', 'line 3', 'block 0']);
  expect([...rows.types].filter((type) => type === BLOCK)).toHaveLength(3);
});

test('lines and hunks are found again', () => {
  const rows = fileRows({ ...input, opened: new Map([[1, { top: 2, bottom: 0 }]]) });
  const found = rowOfLine(rows, diff, 'after', 15);
  expect([rows.types[found], rows.b[found]]).toEqual([BETWEEN, 15]);
  expect(rowOfLine(rows, diff, 'before', 12)).toBe(3);
  expect(rowOfLine(rows, diff, 'after', 99)).toBe(-1);
  expect(rowOfHunk(rows, 1)).toBe(9);
});

test('places: lines of one height, lines that wrap, blocks of their own height', () => {
  const rows = fileRows({ ...input, hasGaps: false, blocks: [{ side: 'after', line: 0 }] });
  const plain = { columns: null, longer: new Map(), longColumns: 80, barPx: BAR_PX, blockPx: () => 77 };
  const tops = rowTops(rows, diff, plain);
  expect([...tops.slice(0, 4)]).toEqual([HEADER_PX, HEADER_PX + 77, HEADER_PX + 77 + BAR_PX, HEADER_PX + 77 + BAR_PX + LINE_PX]);
  const wrapped = rowTops(rows, diff, { ...plain, columns: 5 });
  expect((wrapped[4] ?? 0) - (wrapped[3] ?? 0)).toBe(2 * LINE_PX);
  const files = fileTops([100, 50]);
  expect([...files]).toEqual([0, 108, 166]);
  expect([lastAtMost(files, 0, 2), lastAtMost(files, 107, 2), lastAtMost(files, 108, 2), lastAtMost(files, 900, 2)]).toEqual([0, 0, 1, 1]);
});
