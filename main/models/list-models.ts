/** Asks a provider which models it has. */
import type { ModelPrice, ModelWire } from '#contract/models.ts';
import { z } from '#contract/zod.ts';
import { explainTrouble, type Callee } from './explain-trouble.ts';
import { readTrouble } from './read-trouble.ts';

/** A model as its provider lists it; null where the provider does not say. */
export interface ListedModel {
  readonly name: string;
  readonly contextWindow: number | null;
  readonly outputTokensMax: number | null;
  readonly price: ModelPrice | null;
}

const LIST_MAX_BYTES = 8_000_000;
const PATIENCE_MS = 10_000;
const TOKENS_PER_PRICE = 1_000_000;

const count = z.number().int().positive().nullish().catch(null);
const perToken = z.coerce.number().min(0).nullish().catch(null);

const OpenAi = z.looseObject({
  data: z.array(
    z.looseObject({
      id: z.string(),
      /** OpenRouter and vLLM say more than OpenAI. */
      context_length: count,
      max_model_len: count,
      pricing: z
        .looseObject({ prompt: perToken, completion: perToken, input_cache_read: perToken, input_cache_write: perToken })
        .nullish()
        .catch(null),
    }),
  ),
});
const Anthropic = z.looseObject({ data: z.array(z.looseObject({ id: z.string(), max_input_tokens: count, max_tokens: count })) });
const Google = z.looseObject({
  models: z.array(
    z.looseObject({
      name: z.string(),
      inputTokenLimit: count,
      outputTokenLimit: count,
      supportedGenerationMethods: z.array(z.string()).default([]),
    }),
  ),
});

const OPENAI_CHAT = /^(gpt-|o\d|codex|chatgpt-)/;
const NO_CHAT = /(audio|realtime|tts|transcribe|image|search|embed|moderation|instruct|live|rerank|whisper)/;

type Pricing = z.infer<typeof OpenAi>['data'][number]['pricing'];

const priceOf = (pricing: Pricing): ModelPrice | null => {
  const whole = (value: number | null | undefined): number | null =>
    value === null || value === undefined ? null : Number((value * TOKENS_PER_PRICE).toPrecision(8));
  const input = whole(pricing?.prompt);
  const output = whole(pricing?.completion);
  if (input === null || output === null) return null;
  return { input, output, cached: whole(pricing?.input_cache_read), cacheWrite: whole(pricing?.input_cache_write) };
};

const readers: Readonly<Record<ModelWire, (body: unknown) => readonly ListedModel[]>> = {
  openai: (body) => {
    const { data } = OpenAi.parse(body);
    return data
      .filter(({ id }) => OPENAI_CHAT.test(id) && !NO_CHAT.test(id))
      .map(({ id }) => ({ name: id, contextWindow: null, outputTokensMax: null, price: null }));
  },
  anthropic: (body) =>
    Anthropic.parse(body).data.map((model) => ({
      name: model.id,
      contextWindow: model.max_input_tokens ?? null,
      outputTokensMax: model.max_tokens ?? null,
      price: null,
    })),
  google: (body) =>
    Google.parse(body)
      .models.filter((model) => model.supportedGenerationMethods.includes('generateContent') && !NO_CHAT.test(model.name))
      .map((model) => ({
        name: model.name.replace(/^models\//, ''),
        contextWindow: model.inputTokenLimit ?? null,
        outputTokensMax: model.outputTokenLimit ?? null,
        price: null,
      })),
  compatible: (body) =>
    OpenAi.parse(body)
      .data.filter(({ id }) => !NO_CHAT.test(id))
      .map((model) => ({
        name: model.id,
        contextWindow: model.context_length ?? model.max_model_len ?? null,
        outputTokensMax: null,
        price: priceOf(model.pricing),
      })),
};

const headersOf = (wire: ModelWire, key: string | null): Record<string, string> => {
  if (key === null) return {};
  if (wire === 'anthropic') return { 'x-api-key': key, 'anthropic-version': '2023-06-01' };
  return wire === 'google' ? { 'x-goog-api-key': key } : { authorization: `Bearer ${key}` };
};

const queries: Readonly<Record<ModelWire, string>> = { openai: '', anthropic: '?limit=1000', google: '?pageSize=1000', compatible: '' };

/** The body as text, at most so many bytes of it. */
const boundedText = async (response: Response): Promise<string> => {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    if (bytes > LIST_MAX_BYTES) throw new TypeError('The list is too long.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
};

export interface ListTarget extends Omit<Callee, 'model' | 'hasKey'> {
  readonly wire: ModelWire;
}

/** Names in the provider's order. Throws ModelError; AbortError when stopped. */
export const listModels = async (target: ListTarget, signal: AbortSignal, patienceMs = PATIENCE_MS): Promise<readonly ListedModel[]> => {
  const { wire, address, key } = target;
  try {
    const response = await fetch(`${address}/models${queries[wire]}`, {
      headers: headersOf(wire, key),
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
      // A key must not follow to another host.
      redirect: 'error',
    });
    const responseBody = await boundedText(response);
    if (!response.ok) throw Object.assign(new Error(response.statusText), { statusCode: response.status, responseBody });
    return readers[wire](JSON.parse(responseBody));
  } catch (error) {
    if (signal.aborted) throw new DOMException('Stopped.', 'AbortError');
    const trouble = readTrouble(error);
    const isTimeout = error instanceof Error && error.name === 'TimeoutError';
    const isNoList = error instanceof SyntaxError || error instanceof z.ZodError;
    const network = isTimeout ? 'ETIMEDOUT' : isNoList ? 'UNREADABLE' : trouble.network;
    // The words of a parser are about its own needs.
    const said = isTimeout || isNoList ? { ...trouble, network, message: '' } : trouble;
    throw explainTrouble(said, { ...target, model: 'models', hasKey: key !== null });
  }
};
