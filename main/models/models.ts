/**
 * The models of this data folder: who provides them, with which key, at what price; and the one place where a
 * `ModelClient` is made. Used by our own agent, the reviewer of approvals, and the settings page.
 */
import type { AgentModel } from '#contract/agents.ts';
import { failure, type Failure } from '#contract/failure.ts';
import type { ModelEntry, ModelPrice, ModelsView, ModelTest, Provider } from '#contract/models.ts';
import { failureOf } from '#main/base/errors.ts';
import { ValueTopic } from '#main/base/topic.ts';
import type { SettingsTable } from '#main/storage/settings-table.ts';
import { createModelClient, type ModelTarget } from './create-model-client.ts';
import type { KeyStore } from './key-store.ts';
import { knownModel, knownModelsOf } from './known-models.ts';
import { listModels } from './list-models.ts';
import type { ModelClient } from './model-client.ts';
import { ModelError } from './model-error.ts';
import { addressOf, isAtHome, isBuiltIn, listedModel, ProviderList, wireOf, type StoredProvider } from './provider-list.ts';

const efforts: Readonly<Record<string, readonly string[]>> = {
  openai: ['low', 'medium', 'high', 'xhigh'],
  anthropic: ['low', 'medium', 'high', 'xhigh', 'max'],
  google: ['low', 'medium', 'high'],
};

/** The first one that somebody knows, and who. */
const figure = <T>(user: T | null | undefined, provider: T | null, table: T | null) => {
  if (user !== null && user !== undefined) return { value: user, from: 'user' } as const;
  if (provider !== null) return { value: provider, from: 'provider' } as const;
  return table === null ? null : ({ value: table, from: 'table' } as const);
};

const figuresOf = (provider: StoredProvider, name: string) => {
  const listed = listedModel(provider, name);
  const own = Object.hasOwn(provider.figures, name) ? provider.figures[name] : undefined;
  const table = isAtHome(provider) ? knownModel(provider.id, name) : { contextWindow: null, price: null };
  return {
    contextWindow: figure(own?.contextWindow, listed.contextWindow, table.contextWindow),
    price: figure(own?.price, listed.price, table.price),
    outputTokensMax: listed.outputTokensMax,
  };
};

const namesOf = ({ typed, listed }: StoredProvider): readonly string[] => [
  ...new Set([...typed, ...listed.map(({ name }) => name).toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }))]),
];

export interface ModelsOptions {
  readonly table: Pick<SettingsTable, 'get' | 'put'>;
  readonly keys: KeyStore;
}

export class Models {
  readonly topic: ValueTopic<ModelsView>;
  readonly #providers: ProviderList;
  readonly #keys: KeyStore;
  readonly #failures = new Map<string, Failure>();

  constructor({ table, keys }: ModelsOptions) {
    this.#providers = new ProviderList(table);
    this.#keys = keys;
    this.topic = new ValueTopic(this.#view());
  }

  /** `PROVIDER/NAME` → a client. Throws AppError: no such provider, no key, the keychain is locked. */
  client(id: string): ModelClient {
    return createModelClient(this.#target(id));
  }

  /** Of `PROVIDER/NAME`, and who says so; null when nobody does, `unknown` when there is no such provider. */
  priceOf(id: string): NonNullable<ModelEntry['price']> | null | 'unknown' {
    const slash = id.indexOf('/');
    const provider = slash <= 0 ? null : this.#providers.find(id.slice(0, slash));
    if (provider === null) return 'unknown';
    const { price } = figuresOf(provider, id.slice(slash + 1));
    return price === null ? null : { price: price.value, from: price.from };
  }

  /** The user's own price of `PROVIDER/NAME`; what they say of its context stays. Throws AppError `not-found`. */
  setPrice(id: string, price: ModelPrice | null): void {
    const slash = id.indexOf('/');
    const provider = this.#find(id.slice(0, Math.max(0, slash)));
    const name = id.slice(slash + 1);
    const contextWindow = Object.hasOwn(provider.figures, name) ? (provider.figures[name]?.contextWindow ?? null) : null;
    this.setFigures(provider.id, name, { contextWindow, price });
  }

  /** What an agent that uses these models offers for choice; the default first named as such. */
  agentModels(): readonly AgentModel[] {
    return this.topic.snapshot().providers.flatMap(({ label, wire, isUsable, models }) =>
      isUsable
        ? models.map((model) => ({
            id: model.id,
            label: `${model.name} · ${label}`,
            efforts: efforts[wire] ?? [],
            isDefault: model.isDefault,
          }))
        : [],
    );
  }

  /** The model of new tasks; null where nothing can be used yet. */
  defaultModel(): string | null {
    return this.agentModels().find(({ isDefault }) => isDefault)?.id ?? null;
  }

  setDefault(model: string | null): void {
    this.#providers.setDefault(model);
    this.#tell();
  }

  saveProvider(id: string | null, label: string, address: string): string {
    if (address !== '' || id === null || !isBuiltIn(id)) refuseBadAddress(address);
    if (id === null) {
      const added = this.#providers.add(label, address);
      this.#tell();
      return added;
    }
    const before = this.#find(id);
    // A key belongs to whom it was given for: it does not follow to another address.
    if (addressOf(before) !== addressOf({ ...before, address })) this.#keys.clear(id);
    this.#providers.change(id, () => ({ address, ...(isBuiltIn(id) ? {} : { label }) }));
    this.#failures.delete(id);
    this.#tell();
    return id;
  }

  removeProvider(id: string): void {
    if (isBuiltIn(id)) throw failure('invalid', 'This provider is always there.', 'Clear its key instead.');
    this.#keys.clear(this.#find(id).id);
    this.#providers.remove(id);
    this.#failures.delete(id);
    this.#tell();
  }

  setKey(provider: string, key: string): void {
    this.#keys.set(this.#find(provider).id, key);
    this.#failures.delete(provider);
    this.#tell();
  }

  clearKey(provider: string): void {
    this.#keys.clear(this.#find(provider).id);
    this.#tell();
  }

  addModel(provider: string, name: string): void {
    this.#find(provider);
    this.#providers.change(provider, ({ typed }) => ({ typed: [...new Set([...typed, name])] }));
    this.#tell();
  }

  removeModel(provider: string, name: string): void {
    this.#find(provider);
    this.#providers.change(provider, ({ typed }) => ({ typed: typed.filter((other) => other !== name) }));
    this.#tell();
  }

  setFigures(provider: string, name: string, figures: StoredProvider['figures'][string]): void {
    this.#find(provider);
    this.#providers.change(provider, (before) => ({ figures: { ...before.figures, [name]: figures } }));
    this.#tell();
  }

  /** Lists the models of a provider. A failure is kept in the view; never throws but AbortError and `not-found`. */
  async refresh(id: string, signal: AbortSignal): Promise<void> {
    const provider = this.#find(id);
    try {
      const target = { wire: wireOf(id), label: provider.label, address: addressOf(provider), key: this.#keys.get(id) };
      if (target.key === null && isAtHome(provider)) throw noKey(provider.label);
      const listed = await listModels(target, signal);
      this.#failures.delete(id);
      this.#providers.change(id, () => ({ listed: [...listed], listedAt: Date.now() }));
    } catch (error) {
      if (signal.aborted) throw error;
      this.#failures.set(id, failureOf(error));
    }
    this.#tell();
  }

  /** One tiny call. Throws AppError. */
  async test(provider: string, model: string | null, signal: AbortSignal): Promise<ModelTest> {
    const name = model ?? namesOf(this.#find(provider))[0];
    if (name === undefined)
      throw failure('invalid', 'No model of this provider is known yet.', 'List its models, or type the name of one.');
    const client = this.client(`${provider}/${name}`);
    const began = performance.now();
    const messages = [{ role: 'user', text: 'Answer with the word OK.', images: [] }] as const;
    const request = { system: '', messages, tools: [], effort: null, outputTokensMax: 256, cacheKey: 'test', signal };
    for await (const part of client.stream(request)) {
      // Who tests wants to know now, not after five tries.
      if (part.kind === 'retry') throw failure('unavailable', part.why, 'Try again in a while.');
      if (part.kind !== 'end') continue;
      const { usage } = part.end;
      const milliseconds = performance.now() - began;
      return { model: name, milliseconds, tokens: usage.inputTokens + usage.outputTokens, costUsd: client.cost(usage) };
    }
    throw new Error('a stream ended without an end');
  }

  #find(id: string): StoredProvider {
    const provider = this.#providers.find(id);
    if (provider === null) throw failure('not-found', `There is no provider named “${id}”.`, 'Add it in Settings, Models and keys.');
    return provider;
  }

  #target(id: string): ModelTarget {
    const slash = id.indexOf('/');
    if (slash <= 0) throw failure('invalid', `“${id}” names no model.`, 'A model is named PROVIDER/NAME.');
    const provider = this.#find(id.slice(0, slash));
    const model = id.slice(slash + 1);
    const key = this.#keys.get(provider.id);
    if (key === null && isAtHome(provider)) throw noKey(provider.label);
    const { contextWindow, price, outputTokensMax } = figuresOf(provider, model);
    return {
      wire: wireOf(provider.id),
      provider: provider.id,
      label: provider.label,
      address: addressOf(provider),
      key,
      model,
      outputTokensMax,
      contextWindow: contextWindow?.value ?? null,
      price: price?.value ?? null,
    };
  }

  #entry(provider: StoredProvider, name: string, defaultModel: string | null): ModelEntry {
    const { contextWindow, price } = figuresOf(provider, name);
    const id = `${provider.id}/${name}`;
    return {
      id,
      name,
      isTyped: provider.typed.includes(name),
      isDefault: id === defaultModel,
      contextWindow: contextWindow === null ? null : { tokens: contextWindow.value, from: contextWindow.from },
      price: price === null ? null : { price: price.value, from: price.from },
    };
  }

  #isUsable(provider: StoredProvider): boolean {
    return !isAtHome(provider) || this.#keys.stateOf(provider.id).kind === 'set';
  }

  /** The user's choice while it can be used, else the first one that can. */
  #defaultModel(): string | null {
    const usable = this.#providers.all().filter((provider) => this.#isUsable(provider));
    const ids = usable.flatMap((provider) => namesOf(provider).map((name) => `${provider.id}/${name}`));
    const chosen = this.#providers.defaultModel;
    return chosen !== null && ids.includes(chosen) ? chosen : (ids[0] ?? null);
  }

  #view(): ModelsView {
    const defaultModel = this.#defaultModel();
    const providers = this.#providers.all().map((provider): Provider => ({
      id: provider.id,
      label: provider.label,
      wire: wireOf(provider.id),
      address: addressOf(provider),
      isBuiltIn: isBuiltIn(provider.id),
      key: this.#keys.stateOf(provider.id),
      isUsable: this.#isUsable(provider),
      models: namesOf(provider).map((name) => this.#entry(provider, name, defaultModel)),
      listedAt: provider.listedAt,
      failure: this.#failures.get(provider.id) ?? null,
    }));
    return { providers, keysIn: this.#keys.place, tableOf: knownModelsOf };
  }

  #tell(): void {
    this.topic.set(this.#view());
  }
}

const noKey = (label: string): ModelError =>
  new ModelError('key', false, { message: `${label} wants a key.`, action: 'Set one in Settings, Models and keys.' });

const refuseBadAddress = (address: string): void => {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw failure(
      'invalid',
      'This is no address of a model server.',
      'It looks like http://127.0.0.1:11434/v1 or https://openrouter.ai/api/v1.',
    );
  if (url.username !== '' || url.password !== '')
    throw failure('invalid', 'A key in the address would be shown.', 'Leave it out, and set it as the key.');
};
