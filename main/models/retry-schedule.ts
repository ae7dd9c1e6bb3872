/** When a failed call is tried again. Pure: clock and chance come from outside. */

export const RETRIES_MAX = 5;
const FIRST_WAIT_MS = 1_000;
const WAIT_MAX_MS = 30_000;
/** Who is told to wait longer than this is told so, instead of waiting. */
const ASKED_WAIT_MAX_MS = 120_000;

/** Milliseconds until the time that a `Retry-After` names (seconds or a date), or a `retry-after-ms`; null when there is none. */
export const askedWait = (headers: Readonly<Record<string, string>>, now: number): number | null => {
  const exact = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (Number.isFinite(exact) && exact >= 0) return Math.ceil(exact);
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = text === '' ? Number.NaN : Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
};

/**
 * Milliseconds to wait before the next try; null: give up. `attempt` counts the tries that failed, from 1. The wait doubles
 * each time, and a random half of it keeps many threads from coming back at once. `random` is in [0, 1).
 */
export const retryWait = (attempt: number, asked: number | null, random: number): number | null => {
  if (attempt > RETRIES_MAX) return null;
  const own = Math.min(WAIT_MAX_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  if (asked === null) return Math.round(own / 2 + (own / 2) * random);
  // Never earlier than asked; the spread comes on top.
  return asked > ASKED_WAIT_MAX_MS ? null : Math.round(asked + Math.min(own, 1_000) * random);
};
