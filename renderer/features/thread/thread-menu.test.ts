import { expect, test } from 'vitest';
import { snoozeChoices } from './thread-menu.ts';

const local = (until: number) => {
  const date = new Date(until);
  return `${['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][date.getDay()]} ${date.getHours()}:${String(date.getMinutes()).padStart(2, '0')}`;
};

test('in the morning one can snooze until the evening', () => {
  const wednesday = new Date(2026, 10, 18, 10, 30).getTime();
  expect(snoozeChoices(wednesday).map((choice) => local(choice.until))).toEqual(['Wed 11:30', 'Wed 18:00', 'Thu 9:00', 'Mon 9:00']);
});

test('late at night there is no evening left; on Monday the next one is meant', () => {
  const monday = new Date(2026, 10, 23, 23, 0).getTime();
  expect(snoozeChoices(monday).map((choice) => local(choice.until))).toEqual(['Tue 0:00', 'Tue 9:00', 'Mon 9:00']);
  expect(new Date(snoozeChoices(monday)[2]?.until ?? 0).getDate()).toBe(30);
});
