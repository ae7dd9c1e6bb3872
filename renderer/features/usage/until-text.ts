/** How long until then: “in 2 h 5 min”, “in 3 days”. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const untilText = (at: number, now: number): string => {
  const ms = at - now;
  if (ms < MINUTE_MS) return 'within a minute';
  if (ms < HOUR_MS) return `in ${Math.ceil(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) {
    const minutes = Math.ceil(ms / MINUTE_MS);
    return minutes % 60 === 0 ? `in ${minutes / 60} h` : `in ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  }
  const days = Math.floor(ms / DAY_MS);
  const hours = Math.floor((ms % DAY_MS) / HOUR_MS);
  return `in ${days} ${days === 1 ? 'day' : 'days'}${days < 3 && hours > 0 ? ` ${hours} h` : ''}`;
};
