import { expect, test } from 'vitest';
import type { ReviewMarks } from '#contract/review.ts';
import { withMarked } from './review-marks.ts';

const marks: ReviewMarks = {
  scope: 'base',
  files: [
    { path: 'a', hunks: '010', version: '1' },
    { path: 'b', hunks: '00', version: '1' },
  ],
  hunks: 5,
  viewed: 1,
  complete: true,
};

test('a hunk, a file and taking back; counts follow', () => {
  const first = withMarked(marks, [{ path: 'a', hunks: [2] }, { path: 'b' }], true);
  expect([first.files.map(({ hunks }) => hunks), first.viewed]).toEqual([['011', '11'], 4]);
  const back = withMarked(first, [{ path: 'a', hunks: [1, 2] }], false);
  expect([back.files.map(({ hunks }) => hunks), back.viewed]).toEqual([['000', '11'], 2]);
});

test('a file that is not counted yet stays away', () => {
  expect(withMarked(marks, [{ path: 'c' }], true)).toEqual(marks);
});
