/** What was used, and the limits of accounts, while somebody looks. */
import { useCallback, useEffect, useState } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import type { Failure } from '#contract/failure.ts';
import {
  NEAR_LIMIT_PERCENT,
  windowNow,
  type AgentLimits,
  type PriceTable,
  type ThreadUsage,
  type UsageBy,
  type UsageSummary,
} from '#contract/usage.ts';
import { useStatusStore } from './app-state.ts';
import { call, failureOf } from './core.ts';
import { createTopicStore, latest, watchTopic } from './topic-store.ts';

export interface Asked<T> {
  /** The last answer, also while a newer one is on its way. */
  readonly value: T | null;
  readonly failure: Failure | null;
  readonly again: () => void;
}

/** Asks when it is first drawn, when `ask` is another one, and again when `moved` changes. */
const useAsked = <T>(ask: (signal: AbortSignal) => Promise<T>, moved: unknown): Asked<T> => {
  const [state, setState] = useState<Pick<Asked<T>, 'value' | 'failure'>>({ value: null, failure: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    ask(controller.signal).then(
      (value) => !controller.signal.aborted && setState({ value, failure: null }),
      (error: unknown) => !controller.signal.aborted && setState((before) => ({ ...before, failure: failureOf(error) })),
    );
    return () => controller.abort();
  }, [ask, moved, round]);
  const again = useCallback(() => {
    setState((before) => ({ ...before, failure: null }));
    setRound((before) => before + 1);
  }, []);
  return { ...state, again };
};

/** The status bar hears every few seconds what today used: a change of it means that there is news. */
const useUseOfToday = (): string => useStatusStore(({ value }) => `${value?.tokensToday ?? ''} ${value?.costToday ?? ''}`);

export const useUsageSummary = (from: string | null, to: string | null, by: UsageBy): Asked<UsageSummary> => {
  const ask = useCallback(
    (signal: AbortSignal) => call('usage.summary', { by, ...(from !== null && { from }), ...(to !== null && { to }) }, signal),
    [from, to, by],
  );
  return useAsked(ask, useUseOfToday());
};

/** `turns`: how many the thread has; a further one is news. */
export const useThreadUsage = (thread: ThreadId, turns: number): Asked<ThreadUsage> => {
  const ask = useCallback((signal: AbortSignal) => call('usage.thread', { thread }, signal), [thread]);
  return useAsked(ask, turns);
};

const askPrices = (signal: AbortSignal): Promise<PriceTable> => call('usage.prices', {}, signal);
export const usePrices = (): Asked<PriceTable> => useAsked(askPrices, useUseOfToday());

export const useLimitsStore = createTopicStore<readonly AgentLimits[]>();
/** Follows the limits for as long as the page lives. */
export const watchLimits = (): (() => void) => watchTopic('limits', {}, useLimitsStore, latest<readonly AgentLimits[]>());

export interface FullestLimit {
  readonly agent: string;
  readonly label: string;
  readonly usedPercent: number;
  readonly resetsAt: number | null;
}

/** The window that is nearest to its end, once it is worth a warning. */
export const fullestLimit = (limits: readonly AgentLimits[], now: number): FullestLimit | null =>
  limits
    .flatMap(({ agent, windows }) =>
      windows.map((window) => ({ agent, label: window.label, usedPercent: windowNow(window, now).usedPercent, resetsAt: window.resetsAt })),
    )
    .filter(({ usedPercent }) => usedPercent >= NEAR_LIMIT_PERCENT)
    .toSorted((a, b) => b.usedPercent - a.usedPercent)[0] ?? null;
