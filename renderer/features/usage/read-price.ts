/** A price as it is typed. Pure. */
import type { ModelPrice } from '#contract/models.ts';

type Key = keyof ModelPrice;
const MOST = 100_000;

export interface ReadPrice {
  /** Null until it is whole and right. */
  readonly price: ModelPrice | null;
  readonly wrong: readonly Key[];
  readonly missing: readonly Key[];
}

/** `2.50`, `2,50` and `$2.50` are the same; empty is null. */
const amount = (text: string): number | null | 'wrong' => {
  const bare = text
    .trim()
    .replace(/^\$\s*/, '')
    .replace(/^(\d+),(\d{1,3})$/, '$1.$2');
  if (bare === '') return null;
  const value = Number(bare);
  return Number.isFinite(value) && value >= 0 && value <= MOST ? value : 'wrong';
};

export const readPrice = (typed: Readonly<Record<Key, string>>): ReadPrice => {
  const read = {
    input: amount(typed.input),
    cached: amount(typed.cached),
    cacheWrite: amount(typed.cacheWrite),
    output: amount(typed.output),
  };
  const wrong = (Object.keys(read) as Key[]).filter((key) => read[key] === 'wrong');
  const missing = (['input', 'output'] as const).filter((key) => read[key] === null);
  const { input, cached, cacheWrite, output } = read;
  if (input === 'wrong' || cached === 'wrong' || cacheWrite === 'wrong' || output === 'wrong' || input === null || output === null)
    return { price: null, wrong, missing };
  return { price: { input, cached, cacheWrite, output }, wrong, missing };
};
