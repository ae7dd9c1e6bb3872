import { expect, test } from 'vitest';
import { localTimes } from './local-times.ts';

test('times that the core wrote in UTC are the reader’s own', () => {
  const form = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  const here = form.format(Date.UTC(2026, 10, 22, 16, 53));
  expect(localTimes('The files are as of 2026-11-22 16:53 UTC (before the tests) again.')).toBe(
    `The files are as of ${here} (before the tests) again.`,
  );
  expect(localTimes('From 2026-99-99 16:53 UTC on, or 2026-11-22.')).toBe('From 2026-99-99 16:53 UTC on, or 2026-11-22.');
});
