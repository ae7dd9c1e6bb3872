import { expect, test } from 'vitest';
import { timeLeft } from './until.ts';

test('what is left is said in the unit that matters and never as nothing too early', () => {
  const s = 1_000;
  expect([0, 1, 12 * s, 90 * s, 91 * s, 59 * 60 * s, 60 * 60 * s, 125 * 60 * s, 50 * 3_600 * s].map(timeLeft)).toEqual([
    '0 s',
    '1 s',
    '12 s',
    '90 s',
    '2 min',
    '59 min',
    '1 h',
    '2 h 5 min',
    '2 days',
  ]);
});
