/**
 * Asks the forge about open pull requests now and then: one at a time, and none at all while there is no open one. What is
 * open in front of a person is asked for by the page itself.
 */
import type { ThreadId } from '#contract/ids.ts';
import type { Disposable } from '#main/base/disposable.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';

export const FORGE_PERIOD_MS = 180_000;

export interface ForgeWatchOptions {
  /** Threads with an open pull request. */
  readonly open: () => readonly ThreadId[];
  readonly look: (thread: ThreadId, signal: AbortSignal) => Promise<unknown>;
  readonly periodMilliseconds?: number;
}

export const watchForge = ({ open, look, periodMilliseconds = FORGE_PERIOD_MS }: ForgeWatchOptions): Disposable => {
  const stop = new AbortController();
  let running: Promise<void> | null = null;
  const round = async (): Promise<void> => {
    for (const thread of open()) {
      if (stop.signal.aborted) return;
      await look(thread, stop.signal).catch((error: unknown) => log.info('forge.look', { thread, failure: failureOf(error) }));
    }
  };
  const timer = setInterval(() => (running ??= round().finally(() => (running = null))), periodMilliseconds);
  timer.unref();
  return {
    dispose: async () => {
      clearInterval(timer);
      stop.abort();
      await running;
    },
  };
};
