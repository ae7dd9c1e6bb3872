import { expect, test } from 'vitest';
import { createListBuilder, type Entry } from '#renderer/features/review/diff/list-model.ts';
import { parsePatch } from '#renderer/features/review/diff/parse-patch.ts';
import { changedLines, chosenRows, commentLines, hunkOfRow, ranges, refOfRow, stepRow, type LineRef } from './chosen-lines.ts';

const diff = parsePatch('@@ -1,4 +1,4 @@\n one\n-two\n-three\n+2\n+3\n four\n@@ -20 +20,2 @@\n twenty\n+more\n');
const entryIn = (split: boolean): Entry => {
  const file = {
    path: 'a',
    from: null,
    kind: 'modified',
    added: 3,
    deleted: 2,
    binary: false,
    untracked: false,
    version: '1',
  } as const;
  const input = { file, diff, folded: false, shut: new Set<number>(), opened: new Map(), longer: new Map(), whole: null, blocks: [] };
  const { entries } = createListBuilder().of([input], { split, columns: null, longColumns: 80, barPx: 28 });
  return entries[0] as Entry;
};
const before = (line: number): LineRef => ({ side: 'before', line });
const after = (line: number): LineRef => ({ side: 'after', line });
const chosen = (anchor: LineRef, head: LineRef = anchor) => ({ path: 'a', anchor, head });

test('a range in one column: rows, the place of a comment, what would be staged', () => {
  const entry = entryIn(false);
  expect(chosenRows(entry, chosen(after(3), before(2)))).toEqual([2, 5]);
  expect(commentLines(entry, chosen(before(2), after(3)))).toEqual({ side: 'after', from: 2, to: 3 });
  expect(commentLines(entry, chosen(before(2), before(3)))).toEqual({ side: 'before', from: 2, to: 3 });
  expect(changedLines(entry, chosen(before(3), after(2)))).toEqual({ before: [[3, 3]], after: [[2, 2]] });
  expect(changedLines(entry, chosen(after(1)))).toBeNull();
  expect(chosenRows(entry, chosen(after(99)))).toBeNull();
});

test('in two columns each side has lines of its own', () => {
  const entry = entryIn(true);
  expect([refOfRow(entry, 2, 'before'), refOfRow(entry, 2, 'after'), refOfRow(entry, 0, null)]).toEqual([before(2), after(2), null]);
  expect(commentLines(entry, chosen(before(2), before(3)))).toEqual({ side: 'before', from: 2, to: 3 });
});

test('steps skip what is no line; a row knows its hunk', () => {
  const entry = entryIn(false);
  expect([stepRow(entry, 6, 1), stepRow(entry, 1, -1), hunkOfRow(entry, 6), hunkOfRow(entry, 8)]).toEqual([8, -1, 0, 1]);
});

test('numbers become runs', () => {
  expect(ranges([5, 1, 2, 9, 3])).toEqual([
    [1, 3],
    [5, 5],
    [9, 9],
  ]);
});
