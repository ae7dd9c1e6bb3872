import { expect, test } from 'vitest';
import { addDays, bucketsOf, daysFrom, endsOf, localDay, stepOf } from './usage-range.ts';

test('days have no time zone: a day of 23 or 25 hours is one', () => {
  expect([
    addDays('2026-03-28', 1),
    addDays('2026-03-29', 1),
    addDays('2026-10-25', 1),
    addDays('2024-02-28', 1),
    addDays('2026-01-01', -1),
  ]).toEqual(['2026-03-29', '2026-03-30', '2026-10-26', '2024-02-29', '2025-12-31']);
  expect([daysFrom('2026-03-01', '2026-03-31'), daysFrom('2026-10-01', '2026-10-31'), daysFrom('2026-11-22', '2026-11-22')]).toEqual([
    31, 31, 1,
  ]);
  expect(localDay(new Date(2026, 9, 25, 23, 59).getTime())).toBe('2026-10-25');
});

test('ranges end today', () => {
  const today = '2026-11-22';
  expect([
    endsOf('today', today),
    endsOf('7', today),
    endsOf('all', today),
    endsOf({ from: '2026-11-03', to: '2026-11-01' }, today),
  ]).toEqual([
    { from: today, to: today },
    { from: '2026-11-16', to: today },
    { from: null, to: null },
    { from: '2026-11-01', to: '2026-11-03' },
  ]);
});

test('a long time is drawn by weeks and months; the ends are those of the range', () => {
  expect(bucketsOf('2026-11-20', '2026-11-22')).toEqual(['2026-11-20', '2026-11-21', '2026-11-22'].map((day) => ({ from: day, to: day })));
  const weeks = bucketsOf('2026-08-26', '2026-11-22');
  expect([stepOf('2026-08-26', '2026-11-22'), weeks[0], weeks[1], weeks.at(-1)]).toEqual([
    'week',
    { from: '2026-08-26', to: '2026-08-30' },
    { from: '2026-08-31', to: '2026-09-06' },
    { from: '2026-11-16', to: '2026-11-22' },
  ]);
  const months = bucketsOf('2025-11-23', '2026-11-22');
  expect([months.length, months[0], months[1]]).toEqual([
    13,
    { from: '2025-11-23', to: '2025-11-30' },
    { from: '2025-12-01', to: '2025-12-31' },
  ]);
});
