/** The providers as the user has them: stored as one value, read with patience. Knows no keys. */
import { ModelPrice, ProviderId, type ModelWire } from '#contract/models.ts';
import { z } from '#contract/zod.ts';
import type { SettingsTable } from '#main/storage/settings-table.ts';
import type { ListedModel } from './list-models.ts';
import { ownAddresses } from './wire-model.ts';

const KEY = 'models';

const Figures = z.object({ contextWindow: z.number().nullable(), price: ModelPrice.nullable() });
const Listed = z.object({
  name: z.string(),
  contextWindow: z.number().nullable(),
  outputTokensMax: z.number().nullable(),
  price: ModelPrice.nullable(),
});
const StoredProvider = z.object({
  id: ProviderId,
  label: z.string(),
  /** Empty: the provider's own. */
  address: z.string(),
  typed: z.array(z.string()).default([]),
  listed: z.array(Listed).default([]),
  listedAt: z.number().nullable().default(null),
  figures: z.record(z.string(), Figures).default({}),
});
export type StoredProvider = z.infer<typeof StoredProvider>;
const Stored = z.object({ providers: z.array(StoredProvider), defaultModel: z.string().nullable().default(null) });
type Stored = z.infer<typeof Stored>;

const builtIn = { openai: 'OpenAI', anthropic: 'Anthropic', google: 'Google' } as const;
type BuiltIn = keyof typeof builtIn;

export const isBuiltIn = (id: string): id is BuiltIn => Object.hasOwn(builtIn, id);
export const wireOf = (id: string): ModelWire => (isBuiltIn(id) ? id : 'compatible');
/** Without a slash at its end. */
export const addressOf = ({ id, address }: StoredProvider): string =>
  (address === '' && isBuiltIn(id) ? ownAddresses[id] : address).replace(/\/+$/, '');
export const isAtHome = ({ id, address }: StoredProvider): boolean => isBuiltIn(id) && address === '';

const blank = (id: string, label: string, address: string): StoredProvider => ({
  id,
  label,
  address,
  typed: [],
  listed: [],
  listedAt: null,
  figures: {},
});

/** `My box` → `my-box`, and `my-box-2` when that is taken. */
const newId = (label: string, taken: ReadonlySet<string>): string => {
  const base =
    label
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 36) || 'provider';
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
};

export class ProviderList {
  readonly #table: Pick<SettingsTable, 'get' | 'put'>;
  #stored: Stored;

  constructor(table: Pick<SettingsTable, 'get' | 'put'>) {
    this.#table = table;
    const found = Stored.safeParse(table.get(KEY));
    const providers = found.success ? found.data.providers : [];
    const missing = (Object.keys(builtIn) as BuiltIn[]).filter((id) => !providers.some((provider) => provider.id === id));
    this.#stored = {
      providers: [...missing.map((id) => blank(id, builtIn[id], '')), ...providers],
      defaultModel: found.success ? found.data.defaultModel : null,
    };
  }

  all(): readonly StoredProvider[] {
    return this.#stored.providers;
  }

  find(id: string): StoredProvider | null {
    return this.#stored.providers.find((provider) => provider.id === id) ?? null;
  }

  get defaultModel(): string | null {
    return this.#stored.defaultModel;
  }

  setDefault(model: string | null): void {
    this.#put({ ...this.#stored, defaultModel: model });
  }

  add(label: string, address: string): string {
    const id = newId(label, new Set(this.#stored.providers.map((provider) => provider.id)));
    this.#put({ ...this.#stored, providers: [...this.#stored.providers, blank(id, label, address)] });
    return id;
  }

  change(id: string, change: (provider: StoredProvider) => Partial<StoredProvider>): void {
    const providers = this.#stored.providers.map((provider) => (provider.id === id ? { ...provider, ...change(provider) } : provider));
    this.#put({ ...this.#stored, providers });
  }

  remove(id: string): void {
    this.#put({ ...this.#stored, providers: this.#stored.providers.filter((provider) => provider.id !== id) });
  }

  #put(stored: Stored): void {
    this.#table.put(KEY, stored);
    this.#stored = stored;
  }
}

/** A model by its name, whether listed, typed or only named somewhere. */
export const listedModel = (provider: StoredProvider, name: string): ListedModel =>
  provider.listed.find((model) => model.name === name) ?? { name, contextWindow: null, outputTokensMax: null, price: null };
