import type { usageCalls } from '#contract/usage.ts';
import type { Handlers } from '#main/base/handlers.ts';
import type { LimitsBook } from './limits-book.ts';
import type { PriceBook } from './price-book.ts';
import type { UsageBook } from './usage.ts';

export interface UsageParts {
  readonly usage: UsageBook;
  readonly prices: PriceBook;
  readonly limits: LimitsBook;
}

export const usageHandlers = ({ usage, prices, limits }: UsageParts): Pick<Handlers, keyof typeof usageCalls> => ({
  'usage.summary': (asked) => usage.summary(asked),
  'usage.thread': ({ thread }) => usage.thread(thread),
  'usage.export': ({ from, to, row }) => usage.export(from, to, row),
  'usage.prices': () => usage.prices(),
  'usage.set-price': ({ model, price }) => {
    prices.set(model, price);
    return null;
  },
  limits: () => limits.topic,
});
