/** What a call costs. */
import type { ModelUsage } from './model-client.ts';

/** US dollars per million tokens. */
export interface Price {
  readonly input: number;
  /** Input that was read from the cache; null: as much as other input. */
  readonly cached: number | null;
  /** Input that was written into the cache; null: as much as other input. */
  readonly cacheWrite: number | null;
  readonly output: number;
}

const TOKENS_PER_PRICE = 1_000_000;

/** In US dollars; null where no price is known. */
export const costOf = (usage: ModelUsage, price: Price | null): number | null => {
  if (price === null) return null;
  const { inputTokens, cachedTokens, cacheWriteTokens, outputTokens } = usage;
  const plain = Math.max(0, inputTokens - cachedTokens - cacheWriteTokens);
  const sum =
    plain * price.input +
    cachedTokens * (price.cached ?? price.input) +
    cacheWriteTokens * (price.cacheWrite ?? price.input) +
    outputTokens * price.output;
  return sum / TOKENS_PER_PRICE;
};
