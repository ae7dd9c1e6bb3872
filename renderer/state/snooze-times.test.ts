import { expect, test } from 'vitest';
import { snoozeTimes } from './snooze-times.ts';

const times = (now: Date) => snoozeTimes(now.getTime()).map(({ id, until }) => `${id} ${new Date(until).toLocaleString('sv')}`);

test('times are round where a person would say them round', () => {
  expect(times(new Date(2026, 10, 20, 14, 5))).toEqual([
    'quarter 2026-11-20 14:20:00',
    'hour 2026-11-20 15:05:00',
    'three-hours 2026-11-20 17:05:00',
    'evening 2026-11-20 18:00:00',
    'tomorrow 2026-11-21 09:00:00',
    'monday 2026-11-23 09:00:00',
  ]);
});

test('no evening in the evening; on a Monday the next one is meant', () => {
  expect(times(new Date(2026, 10, 23, 17, 30)).slice(3)).toEqual(['tomorrow 2026-11-24 09:00:00', 'monday 2026-11-30 09:00:00']);
});
