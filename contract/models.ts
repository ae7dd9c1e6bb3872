/**
 * The language models that our own agent can use: who provides them, what they cost, and whether there is a key. A key
 * itself never comes this way but once, from the page to the core.
 */
import { z } from './zod.ts';
import { Time } from './ids.ts';
import { Failure } from './failure.ts';
import { call, topic } from './rpc.ts';

export const ProviderId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'is not a provider name');
export type ProviderId = z.infer<typeof ProviderId>;

/** The format a provider speaks: OpenAI Responses, Anthropic Messages, Gemini, or Chat Completions as many servers have it. */
export const ModelWire = z.enum(['openai', 'anthropic', 'google', 'compatible']);
export type ModelWire = z.infer<typeof ModelWire>;

const dollars = z.number().min(0).max(100_000);

/** US dollars per million tokens. */
export const ModelPrice = z.object({
  input: dollars,
  /** Input that was read from the cache; null: as much as other input. */
  cached: dollars.nullable(),
  /** Input that was written into the cache; null: as much as other input. */
  cacheWrite: dollars.nullable(),
  output: dollars,
});
export type ModelPrice = z.infer<typeof ModelPrice>;

/** Where a figure comes from: the user, the provider's own list, or the dated table that comes with the app. */
export const FigureSource = z.enum(['user', 'provider', 'table']);
export type FigureSource = z.infer<typeof FigureSource>;
const tokens = z.number().int().min(1).max(100_000_000);

export const ModelEntry = z.object({
  /** `PROVIDER/NAME`. */
  id: z.string(),
  name: z.string(),
  /** Typed in by the user, not listed by the provider. */
  isTyped: z.boolean(),
  isDefault: z.boolean(),
  /** Null: not known, never guessed. */
  contextWindow: z.object({ tokens, from: FigureSource }).nullable(),
  price: z.object({ price: ModelPrice, from: FigureSource }).nullable(),
});
export type ModelEntry = z.infer<typeof ModelEntry>;

/** What the page may know of a key. */
export const ProviderKey = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({
    kind: z.literal('set'),
    /** `keychain`: encrypted with the system's; `file`: readable by the user alone; `environment`: a variable of the core. */
    by: z.enum(['keychain', 'file', 'environment']),
    /** The last characters, to tell keys apart; empty when the key is short. */
    last: z.string().max(4),
    /** Name of the variable. */
    variable: z.string().nullable(),
  }),
]);
export type ProviderKey = z.infer<typeof ProviderKey>;

export const Provider = z.object({
  id: ProviderId,
  label: z.string(),
  wire: ModelWire,
  address: z.string(),
  /** One of the three that are always there; only its address can be changed. */
  isBuiltIn: z.boolean(),
  key: ProviderKey,
  /** Can be used: it has a key, or is of a kind that may need none. */
  isUsable: z.boolean(),
  models: z.array(ModelEntry).readonly(),
  /** When its models were listed; null: never. */
  listedAt: Time.nullable(),
  /** Why the last listing failed. */
  failure: Failure.nullable(),
});
export type Provider = z.infer<typeof Provider>;

export const ModelsView = z.object({
  providers: z.array(Provider).readonly(),
  /** Where a key that is set now would be kept. */
  keysIn: z.enum(['keychain', 'file']),
  /** Date of the table of prices and context windows, `2026-11-22`. */
  tableOf: z.string(),
});
export type ModelsView = z.infer<typeof ModelsView>;

export const FoundServer = z.object({ label: z.string(), address: z.string(), models: z.array(z.string()).readonly() });
export type FoundServer = z.infer<typeof FoundServer>;

export const ModelTest = z.object({
  model: z.string(),
  milliseconds: z.number(),
  tokens: z.number().int(),
  costUsd: z.number().nullable(),
});
export type ModelTest = z.infer<typeof ModelTest>;

const onProvider = z.object({ provider: ProviderId });
const modelName = z.string().min(1).max(300);
const label = z.string().trim().min(1).max(60);
const address = z.string().trim().max(2_000);

export const modelCalls = {
  models: topic(z.object({}), ModelsView, ModelsView),
  /** Lists the models of a provider again; the failure, if any, is in the view. */
  'models.refresh': call(onProvider, z.null()),
  /** Looks for Ollama, LM Studio and vLLM on loopback, and nowhere else. */
  'models.find-local': call(z.object({}), z.array(FoundServer).readonly()),
  /** Adds an OpenAI-compatible address, or changes the label or address of a provider. An empty address: the provider's own. */
  'models.save-provider': call(z.object({ provider: ProviderId.nullable(), label, address }), ProviderId),
  /** Forgets an added provider with its key and typed models. */
  'models.remove-provider': call(onProvider, z.null()),
  'models.set-key': call(z.object({ provider: ProviderId, key: z.string().trim().min(1).max(10_000) }), z.null()),
  'models.clear-key': call(onProvider, z.null()),
  /** Makes one tiny call, which the provider may charge for. Without a model the first one is asked. */
  'models.test': call(z.object({ provider: ProviderId, model: modelName.nullable() }), ModelTest),
  'models.add': call(z.object({ provider: ProviderId, name: modelName }), z.null()),
  'models.remove': call(z.object({ provider: ProviderId, name: modelName }), z.null()),
  /** The user's own figures; null gives a figure back to whoever else knows it. */
  'models.set-figures': call(
    z.object({ provider: ProviderId, name: modelName, contextWindow: tokens.nullable(), price: ModelPrice.nullable() }),
    z.null(),
  ),
  /** The model of new tasks where nothing else is said; `PROVIDER/NAME`. */
  'models.set-default': call(z.object({ model: z.string().max(400).nullable() }), z.null()),
} as const;
