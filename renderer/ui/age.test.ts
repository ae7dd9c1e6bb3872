import { expect, test } from 'vitest';
import { age, duration } from './age.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test('age says how long ago in one short word', () => {
  const spans = [-5000, 0, 40_000, 2 * MINUTE, 59 * MINUTE + 59_999, 3 * HOUR, 5 * DAY, 20 * DAY, 800 * DAY];
  expect(spans.map(age)).toEqual(['now', 'now', '40s', '2m', '59m', '3h', '5d', '2w', '2y']);
});

test('duration keeps two units', () => {
  expect([80, 3240, 48_000, 108_000, 2 * HOUR + 5 * MINUTE].map(duration)).toEqual(['0.1s', '3.2s', '48s', '1m 48s', '2h 5m']);
});
