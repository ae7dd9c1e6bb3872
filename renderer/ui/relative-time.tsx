/** A moment as “2m”, with the exact time on hover. `now` comes from the caller, so that many share one clock. */
import { age, exactTime } from './age.ts';

interface RelativeTimeProps {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly now: number;
  readonly className?: string;
}

export const RelativeTime = ({ at, now, className = '' }: RelativeTimeProps) => (
  <time dateTime={new Date(at).toISOString()} title={exactTime(at)} className={`shrink-0 tabular-nums ${className}`}>
    {age(now - at)}
  </time>
);
