/** Sums with their cost: what agents told, and tokens by the price of their model where they told nothing. */
import type { UsageSums } from '#contract/usage.ts';
import { costOf } from '#main/models/cost.ts';
import type { UsageSum } from '#main/storage/usage-table.ts';
import type { KnownPrice } from './price-book.ts';

export type PriceOf = (model: string) => KnownPrice | null;

export const noSums: UsageSums = {
  turns: 0,
  workMs: 0,
  inputTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  costUsd: null,
  reckonedUsd: 0,
  unpricedTokens: 0,
};

export const addSums = (a: UsageSums, b: UsageSums): UsageSums => ({
  turns: a.turns + b.turns,
  workMs: a.workMs + b.workMs,
  inputTokens: a.inputTokens + b.inputTokens,
  cachedTokens: a.cachedTokens + b.cachedTokens,
  cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  reasoningTokens: a.reasoningTokens + b.reasoningTokens,
  costUsd: a.costUsd === null && b.costUsd === null ? null : (a.costUsd ?? 0) + (b.costUsd ?? 0),
  reckonedUsd: a.reckonedUsd + b.reckonedUsd,
  unpricedTokens: a.unpricedTokens + b.unpricedTokens,
});

/** The sum of turns of one model. */
export const pricedSums = (sum: Omit<UsageSum, 'day' | 'agent' | 'key'>, priceOf: PriceOf): UsageSums => {
  const { unpricedInput, unpricedCached, unpricedCacheWrite, unpricedOutput } = sum;
  const open = unpricedInput + unpricedOutput;
  const price = open === 0 ? null : (priceOf(sum.model)?.price ?? null);
  const reckoned = costOf(
    {
      inputTokens: unpricedInput,
      cachedTokens: unpricedCached,
      cacheWriteTokens: unpricedCacheWrite,
      outputTokens: unpricedOutput,
      reasoningTokens: 0,
    },
    price,
  );
  return {
    turns: sum.turns,
    workMs: sum.workMs,
    inputTokens: sum.inputTokens,
    cachedTokens: sum.cachedTokens,
    cacheWriteTokens: sum.cacheWriteTokens,
    outputTokens: sum.outputTokens,
    reasoningTokens: sum.reasoningTokens,
    costUsd: sum.costUsd === null && reckoned === null ? null : (sum.costUsd ?? 0) + (reckoned ?? 0),
    reckonedUsd: reckoned ?? 0,
    unpricedTokens: reckoned === null ? open : 0,
  };
};

/** Sums that have their key in common, in the order in which keys come first. */
export const sumBy = <S extends UsageSum>(
  sums: readonly S[],
  keyOf: (sum: S) => string,
  priceOf: PriceOf,
): ReadonlyMap<string, UsageSums> => {
  const byKey = new Map<string, UsageSums>();
  for (const sum of sums) {
    const key = keyOf(sum);
    byKey.set(key, addSums(byKey.get(key) ?? noSums, pricedSums(sum, priceOf)));
  }
  return byKey;
};
