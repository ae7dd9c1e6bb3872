/** Days as the page asks for them and draws them. Pure; a day is its name, `2026-11-22`, and has no time zone. */
import type { UsageRange } from '#renderer/state/route.ts';

export interface Bucket {
  /** Its first and its last day. */
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 86_400_000;
const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayAt = (time: number): string => new Date(time).toISOString().slice(0, 10);

export const addDays = (day: string, days: number): string => dayAt(timeOf(day) + days * DAY_MS);
/** How many days from the one to the other, both counted. */
export const daysFrom = (from: string, to: string): number => Math.round((timeOf(to) - timeOf(from)) / DAY_MS) + 1;

/** The day it is here. */
export const localDay = (now: number): string => {
  const date = new Date(now);
  return dayAt(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()));
};

/** The ends to ask for; null leaves one to the core. */
export const endsOf = (range: UsageRange, today: string): { readonly from: string | null; readonly to: string | null } => {
  switch (range) {
    case 'today':
      return { from: today, to: today };
    case '7':
    case '30':
    case '365':
      return { from: addDays(today, 1 - Number(range)), to: today };
    case 'all':
      return { from: null, to: null };
    default:
      return range.from <= range.to ? range : { from: range.to, to: range.from };
  }
};

const MOST_DAYS = 45;
const MOST_WEEK_DAYS = 270;

/** Monday of its week. */
const weekOf = (day: string): string => addDays(day, -((new Date(timeOf(day)).getUTCDay() + 6) % 7));
const monthOf = (day: string): string => `${day.slice(0, 7)}-01`;

export type Step = 'day' | 'week' | 'month';
export const stepOf = (from: string, to: string): Step => {
  const days = daysFrom(from, to);
  return days <= MOST_DAYS ? 'day' : days <= MOST_WEEK_DAYS ? 'week' : 'month';
};

const startOf: Readonly<Record<Step, (day: string) => string>> = { day: (day) => day, week: weekOf, month: monthOf };
export const bucketStart = (step: Step, day: string): string => startOf[step](day);

/** All of them, those in which nothing was used, too. The first and the last end where the range does. */
export const bucketsOf = (from: string, to: string): readonly Bucket[] => {
  const step = stepOf(from, to);
  const buckets: Bucket[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const last = buckets.at(-1);
    if (last !== undefined && startOf[step](last.from) === startOf[step](day)) buckets[buckets.length - 1] = { from: last.from, to: day };
    else buckets.push({ from: day, to: day });
  }
  return buckets;
};

const short = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const month = new Intl.DateTimeFormat(undefined, { month: 'short', timeZone: 'UTC' });
const long = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const whole = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' });

export const dayText = (day: string): string => long.format(timeOf(day));
/** Below a bar. */
export const tickText = ({ from }: Bucket, step: Step): string => (step === 'month' ? month : short).format(timeOf(from));
/** What a bar stands for, in full. */
export const bucketText = ({ from, to }: Bucket, step: Step): string => {
  if (from === to) return dayText(from);
  if (step === 'month' && from === monthOf(from) && monthOf(addDays(to, 1)) !== monthOf(from)) return whole.format(timeOf(from));
  return long.formatRange(timeOf(from), timeOf(to));
};
