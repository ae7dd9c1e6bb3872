import { expect, test } from 'vitest';
import { askedWait, retryWait } from './retry-schedule.ts';

const noon = Date.parse('2026-11-22T12:00:00Z');

test.each([
  [{ 'retry-after': '7' }, 7_000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, 0],
  [{ 'retry-after-ms': '120', 'retry-after': '1' }, 120],
  [{ 'retry-after': 'soon' }, null],
  [{}, null],
])('%j asks to wait %s ms', (headers, expected) => {
  expect(askedWait(headers as Record<string, string>, noon)).toBe(expected);
});

test('doubles up to a bound, half of it by chance, then gives up', () => {
  const attempts = [1, 2, 3, 4, 5, 6];
  expect(attempts.map((attempt) => retryWait(attempt, null, 0))).toEqual([500, 1_000, 2_000, 4_000, 8_000, null]);
  expect(attempts.map((attempt) => retryWait(attempt, null, 0.999))).toEqual([1_000, 1_999, 3_998, 7_996, 15_992, null]);
});

test('never earlier than asked, and not at all when that is very long', () => {
  expect([retryWait(1, 5_000, 0), retryWait(1, 5_000, 0.5), retryWait(1, 120_001, 0)]).toEqual([5_000, 5_500, null]);
});
