/** How long until something: for attempts and limits. */
import { useEffect, useState } from 'react';
import { exactTime, moment } from '#renderer/ui/age.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** “12 s”, “4 min”, “2 h 5 min”, “3 days”; rounded up, so that it never says nothing is left while something is. */
export const timeLeft = (leftMs: number): string => {
  if (leftMs <= 90 * SECOND_MS) return `${Math.max(0, Math.ceil(leftMs / SECOND_MS))} s`;
  const minutes = Math.ceil(leftMs / MINUTE_MS);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.round(minutes / 60 / 24)} days`;
};

/** Milliseconds until a moment, as time goes by: each second near it, each minute far from it; 0 when it is over. Null: no moment. */
export const useTimeLeft = (at: number | null): number | null => {
  const [now, setNow] = useState(Date.now);
  const left = at === null ? null : Math.max(0, at - now);
  const far = left !== null && left > 2 * MINUTE_MS;
  const over = left === null || left === 0;
  useEffect(() => {
    if (over) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), far ? MINUTE_MS / 4 : SECOND_MS);
    return () => clearInterval(timer);
  }, [over, far, at]);
  return left;
};

/** When a limit is lifted, in the user's own time, and how long that is. */
export const useLiftedText = (at: number | null): { readonly text: string; readonly title: string } | null => {
  const left = useTimeLeft(at);
  if (at === null || left === null) return null;
  const text = left === 0 ? 'The limit is lifted by now.' : `Lifted ${moment(at, at - left)}, in ${timeLeft(left)}.`;
  return { text, title: exactTime(at) };
};
