/** What a call costs. */
import type { ModelPrice } from '#contract/models.ts';
import type { ModelUsage } from './model-client.ts';

const TOKENS_PER_PRICE = 1_000_000;

/** In US dollars; null where no price is known. */
export const costOf = (usage: ModelUsage, price: ModelPrice | null): number | null => {
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
