/** One clock for everything that shows an age: it ticks every ten seconds, and not while the page is hidden. */
import { useSyncExternalStore } from 'react';

const TICK_MS = 10_000;
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

const tick = (): void => {
  now = Date.now();
  for (const listener of [...listeners]) listener();
};
const onVisible = (): void => {
  if (document.visibilityState === 'visible') tick();
};
const start = (): void => {
  timer = setInterval(onVisible, TICK_MS);
  document.addEventListener('visibilitychange', onVisible);
};
const stop = (): void => {
  if (timer !== null) clearInterval(timer);
  timer = null;
  document.removeEventListener('visibilitychange', onVisible);
};

const listen = (listener: () => void): (() => void) => {
  if (listeners.size === 0) {
    now = Date.now();
    start();
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) stop();
  };
};

/** Milliseconds since the epoch, at most ten seconds old. */
export const useNow = (): number => useSyncExternalStore(listen, () => now);
/** For components that draw rarely: true or false against the clock, drawing again only when the answer changes. */
export const useClock = <T extends string | number | boolean>(select: (now: number) => T): T =>
  useSyncExternalStore(listen, () => select(now));
