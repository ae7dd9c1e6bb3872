import { expect, test } from 'vitest';
import { filterFiles, inTreeOrder, treeRows } from './file-tree.ts';
import { aFile } from './testing/change-samples.ts';

const files = ['b.ts', 'src/routes/search.ts', 'src/routes/deep/x.ts', 'docs/a/b/c.md', 'a10.ts', 'a2.ts'].map((path) => aFile(path));
const lines = (closed: readonly string[] = []) =>
  treeRows(files, new Set(closed)).map((row) => `${'  '.repeat(row.depth)}${row.name}${row.kind === 'folder' ? `/ ${row.files}` : ''}`);

test('folders come first, chains of folders are one row, names sort as people count', () => {
  expect(lines()).toEqual(['docs/a/b/ 1', '  c.md', 'src/routes/ 2', '  deep/ 1', '    x.ts', '  search.ts', 'a2.ts', 'a10.ts', 'b.ts']);
});

test('a folded folder hides what is in it', () => {
  expect(lines(['src/routes', 'docs/a/b'])).toEqual(['docs/a/b/ 1', 'src/routes/ 2', 'a2.ts', 'a10.ts', 'b.ts']);
});

test('the order of files is that of the tree', () => {
  expect(inTreeOrder(files).map((file) => file.path)).toEqual([
    'docs/a/b/c.md',
    'src/routes/deep/x.ts',
    'src/routes/search.ts',
    'a2.ts',
    'a10.ts',
    'b.ts',
  ]);
});

test('every word of the filter has to be in the path', () => {
  expect(filterFiles(files, 'SRC deep').map((file) => file.path)).toEqual(['src/routes/deep/x.ts']);
  expect(filterFiles(files, '  ')).toBe(files);
});
