/**
 * What models cost, whichever agent uses them. A price is the user's own, or the provider's, or of the table that comes with
 * the app; where nobody knows one there is none. Prices of our own agent's models are those of Settings, Models and keys.
 */
import { ModelPrice, type FigureSource } from '#contract/models.ts';
import { z } from '#contract/zod.ts';
import { knownModel, knownModelsOf } from '#main/models/known-models.ts';
import type { SettingsTable } from '#main/storage/settings-table.ts';

const KEY = 'usage-prices';
const Stored = z.record(z.string(), ModelPrice);

export interface KnownPrice {
  readonly price: ModelPrice;
  readonly from: FigureSource;
}

/** What is asked of `Models`. */
export interface ProviderPrices {
  /** Of `PROVIDER/NAME`; null when nobody knows one, `unknown` when there is no such provider. */
  readonly priceOf: (id: string) => KnownPrice | null | 'unknown';
  /** The user's own; keeps what the user says of the context. */
  readonly setPrice: (id: string, price: ModelPrice | null) => void;
}

/** Who sells models under names of their own, as agents name them without saying whose they are. */
const sellers = ['openai', 'anthropic', 'google'] as const;

/** `models/gemini-…` and `claude-…[1m]` are the model; what another provider sells under its name is not. */
const bareName = (model: string): string => model.replace(/^models\//, '').replace(/\[\w+\]$/, '');

export class PriceBook {
  readonly tableOf = knownModelsOf;
  readonly #table: Pick<SettingsTable, 'get' | 'put'>;
  readonly #providers: ProviderPrices;
  #own: Readonly<Record<string, ModelPrice>>;

  constructor(table: Pick<SettingsTable, 'get' | 'put'>, providers: ProviderPrices) {
    this.#table = table;
    this.#providers = providers;
    const found = Stored.safeParse(table.get(KEY));
    this.#own = found.success ? found.data : {};
  }

  /** By the name that the agent uses. */
  of(model: string): KnownPrice | null {
    const own = Object.hasOwn(this.#own, model) ? this.#own[model] : undefined;
    if (own !== undefined) return { price: own, from: 'user' };
    const told = model.includes('/') ? this.#providers.priceOf(model) : 'unknown';
    if (told !== 'unknown') return told;
    const name = bareName(model);
    if (name.includes('/')) return null;
    for (const seller of sellers) {
      const set = this.#providers.priceOf(`${seller}/${name}`);
      if (set !== 'unknown' && set !== null) return set;
      const { price } = knownModel(seller, name);
      if (price !== null) return { price, from: 'table' };
    }
    return null;
  }

  set(model: string, price: ModelPrice | null): void {
    if (model.includes('/') && this.#providers.priceOf(model) !== 'unknown') return this.#providers.setPrice(model, price);
    const { [model]: _, ...others } = this.#own;
    const own = price === null ? others : { ...others, [model]: price };
    this.#table.put(KEY, own);
    this.#own = own;
  }

  /** Models with a price of the user's that is kept here. */
  named(): readonly string[] {
    return Object.keys(this.#own);
  }
}
