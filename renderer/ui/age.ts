/** How long ago or how long from now, in the fewest characters that say it. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** “now” below the ten seconds that the clock ticks in, then “40s”, “2m”, “3h”, “5d”, “8w”, “2y”; a clock that went backwards counts as now. */
export const age = (elapsedMs: number): string => {
  const ms = Math.max(0, elapsedMs);
  if (ms < 10_000) return 'now';
  if (ms < MINUTE_MS) return `${Math.floor(ms / 1000)}s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)}m`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)}h`;
  if (ms < 14 * DAY_MS) return `${Math.floor(ms / DAY_MS)}d`;
  if (ms < 365 * DAY_MS) return `${Math.floor(ms / (7 * DAY_MS))}w`;
  return `${Math.floor(ms / (365 * DAY_MS))}y`;
};

/** A span of work: “3.2s”, “1m 48s”, “2h 5m”. */
export const duration = (elapsedMs: number): string => {
  const ms = Math.max(0, elapsedMs);
  if (ms < 10_000) return `${(Math.round(ms / 100) / 10).toLocaleString()}s`;
  if (ms < MINUTE_MS) return `${Math.round(ms / 1000)}s`;
  const minutes = Math.floor(ms / MINUTE_MS);
  if (minutes < 60) return `${minutes}m ${Math.floor((ms % MINUTE_MS) / 1000)}s`;
  return `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
};

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
export const exactTime = (at: number): string => exact.format(at);

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: 'numeric', minute: '2-digit' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** A moment to come: “14:30” today, “Mon 09:00” within a week, else “24 Dec”. */
export const moment = (at: number, now: number): string => {
  if (new Date(at).toDateString() === new Date(now).toDateString()) return clock.format(at);
  return at - now < 6 * DAY_MS ? weekday.format(at) : date.format(at);
};
