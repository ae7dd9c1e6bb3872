import { expect, test } from 'vitest';
import { isViewed, nextHunk, viewedCount } from './hunk-walk.ts';

const files = [
  { path: 'a', marks: '10' },
  { path: 'empty', marks: '' },
  { path: 'b', marks: '011' },
];
const go = (from: readonly [string, number] | null, by: 1 | -1, unviewed = false) => {
  const place = nextHunk({ files, from: from === null ? null : { path: from[0], hunk: from[1] }, by, unviewed });
  return place === null ? null : `${place.path}${place.hunk}`;
};

test('hunk after hunk, over the ends of files, and not beyond the ends of the change', () => {
  expect([go(null, 1), go(['a', 0], 1), go(['a', 1], 1), go(['b', 2], 1)]).toEqual(['a0', 'a1', 'b0', null]);
  expect([go(null, -1), go(['b', 0], -1), go(['a', 0], -1)]).toEqual(['b2', 'a1', null]);
});

test('unviewed ones only, and round again', () => {
  expect([go(null, 1, true), go(['a', 1], 1, true), go(['b', 0], 1, true), go(['b', 0], -1, true)]).toEqual(['a1', 'b0', 'a1', 'a1']);
  expect(nextHunk({ files: [{ path: 'a', marks: '11' }], from: null, by: 1, unviewed: true })).toBeNull();
});

test('a hunk that went away: on from where it was', () => {
  expect([go(['a', 7], 1), go(['gone', 0], 1)]).toEqual(['b0', 'a0']);
});

test('counts', () => {
  expect([viewedCount('101'), isViewed('11'), isViewed('10'), isViewed('')]).toEqual([{ viewed: 2, all: 3 }, true, false, false]);
});
