import { expect, test } from 'vitest';
import { PriceBook, type KnownPrice, type ProviderPrices } from './price-book.ts';

const price = (input: number) => ({ input, cached: null, cacheWrite: null, output: input * 4 });
const mine: KnownPrice = { price: price(3), from: 'user' };

/** Providers `openai` and `box`; the user set a price for `gpt-own`. */
const providersWith = (set: unknown[]): ProviderPrices => ({
  priceOf: (id) => (id === 'openai/gpt-own' ? mine : id.startsWith('openai/') || id.startsWith('box/') ? null : 'unknown'),
  setPrice: (...args) => void set.push(args),
});

const open = () => {
  const rows = new Map<string, unknown>();
  const set: unknown[] = [];
  const table = { get: (key: string) => rows.get(key) ?? null, put: (key: string, value: unknown) => void rows.set(key, value) };
  return { set, again: () => new PriceBook(table, providersWith(set)) };
};

test.each([
  ['a name as the seller has it', 'gpt-5.4', 'table'],
  ['a dated name', 'claude-sonnet-4-5-20250929', 'table'],
  ['with what the agent adds to it', 'claude-sonnet-5[1m]', 'table'],
  ['as Gemini lists it', 'models/gemini-2.5-flash', 'table'],
  ['a price set for our own agent holds for others', 'gpt-own', 'user'],
  ['of a provider that says none', 'box/gpt-5.4', undefined],
  ['what somebody else sells under the same name', 'reseller/gpt-5.4', undefined],
  ['an alias that may be any model', 'sonnet', undefined],
  ['nothing', '', undefined],
])('%s: %s', (_, model, from) => {
  expect(open().again().of(model)?.from).toBe(from);
});

test('the user’s own price wins, is kept, and can be taken back', () => {
  const { set, again } = open();
  again().set('gpt-5.4', price(7));
  again().set('sonnet', price(9));
  expect([again().of('gpt-5.4'), again().of('sonnet'), again().named()]).toEqual([
    { price: price(7), from: 'user' },
    { price: price(9), from: 'user' },
    ['gpt-5.4', 'sonnet'],
  ]);
  again().set('gpt-5.4', null);
  expect(again().of('gpt-5.4')?.from).toBe('table');
  again().set('box/llama', price(1));
  expect([set, again().named()]).toEqual([[['box/llama', price(1)]], ['sonnet']]);
});
