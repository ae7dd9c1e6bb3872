/** The times a thread can be put off to. Plain functions of now, in the local time of the reader. */

export interface SnoozeTime {
  readonly id: string;
  readonly label: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

const MORNING_HOUR = 9;
const EVENING_HOUR = 18;
const HOUR_MS = 3_600_000;

const at = (now: number, days: number, hour: number): number => {
  const date = new Date(now);
  date.setDate(date.getDate() + days);
  date.setHours(hour, 0, 0, 0);
  return date.getTime();
};

export const snoozeTimes = (now: number): readonly SnoozeTime[] => {
  const daysToMonday = (8 - new Date(now).getDay()) % 7 || 7;
  const [tomorrow, monday] = [at(now, 1, MORNING_HOUR), at(now, daysToMonday, MORNING_HOUR)];
  const evening = at(now, 0, EVENING_HOUR);
  return [
    { id: 'quarter', label: '15 minutes', until: now + HOUR_MS / 4 },
    { id: 'hour', label: '1 hour', until: now + HOUR_MS },
    { id: 'three-hours', label: '3 hours', until: now + 3 * HOUR_MS },
    // An evening that is an hour away is no choice of its own.
    ...(evening - now > HOUR_MS ? [{ id: 'evening', label: 'This evening', until: evening }] : []),
    { id: 'tomorrow', label: 'Tomorrow morning', until: tomorrow },
    // On a Sunday they are the same.
    ...(monday === tomorrow ? [] : [{ id: 'monday', label: 'Monday morning', until: monday }]),
  ];
};
