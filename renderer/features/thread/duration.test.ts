import { expect, test } from 'vitest';
import { durationText } from './duration.ts';

test.each([
  [-5, '0.0s'],
  [80, '0.1s'],
  [3_240, '3.2s'],
  [9_949, '9.9s'],
  [9_950, '10s'],
  [48_400, '48s'],
  [108_000, '1m 48s'],
  [59_600, '1m 0s'],
  [7_500_000, '2h 5m'],
])('%i ms reads %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
