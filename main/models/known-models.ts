/**
 * Context windows and prices as the providers publish them, looked up on the date below. Only what was seen there is here:
 * a model whose price depends on the length of the prompt or changes on a date has none. The user's own figures win.
 */
import type { ModelPrice } from '#contract/models.ts';

export const knownModelsOf = '2026-11-22';

interface KnownModel {
  readonly contextWindow: number | null;
  readonly price: ModelPrice | null;
}

const price = (input: number, output: number, cached: number | null = null, cacheWrite: number | null = null): ModelPrice => ({
  input,
  output,
  cached,
  cacheWrite,
});
const known = (contextWindow: number | null, of: ModelPrice | null): KnownModel => ({ contextWindow, price: of });

const MILLION = 1_000_000;

const openai: Readonly<Record<string, KnownModel>> = {
  'gpt-5.5': known(null, price(5, 30, 0.5)),
  'gpt-5.4': known(null, price(2.5, 15, 0.25)),
  'gpt-5.4-mini': known(null, price(0.75, 4.5, 0.075)),
  'gpt-5.4-nano': known(null, price(0.2, 1.25, 0.02)),
  'gpt-5.1': known(400_000, price(1.25, 10, 0.125)),
  'gpt-5': known(400_000, price(1.25, 10, 0.125)),
  'gpt-5-mini': known(400_000, price(0.25, 2, 0.025)),
  'gpt-5-nano': known(400_000, price(0.05, 0.4, 0.005)),
  'gpt-4.1': known(1_047_576, price(2, 8, 0.5)),
  'gpt-4.1-mini': known(1_047_576, price(0.4, 1.6, 0.1)),
};

const anthropic: Readonly<Record<string, KnownModel>> = {
  'claude-fable-5-1': known(MILLION, null),
  'claude-opus-5-5': known(MILLION, price(4, 20, 0.2, 5)),
  'claude-opus-5': known(MILLION, price(5, 25, 0.5, 6.25)),
  'claude-sonnet-5-5': known(MILLION, price(2, 10, 0.2, 2.5)),
  'claude-sonnet-5': known(MILLION, price(2, 10, 0.2, 2.5)),
  'claude-haiku-5-5': known(MILLION, null),
  'claude-haiku-4-5': known(200_000, price(1, 5, 0.1, 1.25)),
  'claude-sonnet-4-5': known(200_000, price(3, 15, 0.3, 3.75)),
};

const google: Readonly<Record<string, KnownModel>> = {
  'gemini-4-argon': known(1_048_576, null),
  'gemini-2.5-flash': known(1_048_576, price(0.3, 2.5, 0.03)),
};

const tables: Readonly<Record<string, Readonly<Record<string, KnownModel>>>> = { openai, anthropic, google };

/** A dated name (`…-20260701`, `…-2026-07-01`) is the model without its date. */
const withoutDate = (name: string): string => name.replace(/-(\d{8}|\d{4}-\d{2}-\d{2})$/, '');

/** Only for the providers themselves: what another address sells under the same name has its own price. */
export const knownModel = (provider: string, name: string): KnownModel => {
  const table = tables[provider];
  const key = withoutDate(name);
  return (table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined) ?? { contextWindow: null, price: null };
};
