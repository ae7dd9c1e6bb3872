/** A ModelClient for one model of one provider: calls, retries, and the words for what fails. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ModelPrice } from '#contract/models.ts';
import type { ModelClient, ModelPart, ModelRequest, ModelUsage } from './model-client.ts';
import { ModelError } from './model-error.ts';
import { costOf } from './cost.ts';
import { explainTrouble, type Callee } from './explain-trouble.ts';
import { lowLimit } from './rate-limits.ts';
import { AnswerReader, StreamCut, StreamTrouble } from './read-answer.ts';
import { readTrouble, type Trouble } from './read-trouble.ts';
import { askedWait, retryWait } from './retry-schedule.ts';
import { openWireModel, type ProviderOptions, type WireCall, type WireModel, type WireStream, type WireTarget } from './wire-model.ts';
import { wirePrompt, wireTools } from './wire-prompt.ts';

export interface ModelTarget extends WireTarget {
  readonly label: string;
  readonly contextWindow: number | null;
  /** Longest answer that the model can give; null when not known. */
  readonly outputTokensMax: number | null;
  readonly price: ModelPrice | null;
}

export interface ModelMeans {
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Waits this long; rejects when the signal is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const realMeans: ModelMeans = {
  now: Date.now,
  random: Math.random,
  wait: (milliseconds, signal) => pause(milliseconds, undefined, { signal }),
};

const stopped = (): DOMException => new DOMException('Stopped.', 'AbortError');

/** What `promise` gives, or AbortError at once when the signal is aborted, whatever the provider package does about it. */
const unlessStopped = async <T>(promise: PromiseLike<T>, signal: AbortSignal): Promise<T> => {
  // Nobody listens any more when it fails after the stop.
  promise.then(undefined, () => undefined);
  if (signal.aborted) throw stopped();
  let stop = (): void => undefined;
  const abort = new Promise<never>((_resolve, reject) => {
    stop = () => reject(stopped());
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, abort]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/** Google's older models refuse to be asked for their thoughts. */
const THINKS = /gemini-(2\.5|[3-9]|\d\d)/;

/** Claude that decides itself how much it thinks; without a word on `display` it may keep its thoughts to itself. */
const ADAPTIVE = /claude-((opus|sonnet)-4-[6-9]|[a-z]+-5)/;
/**
 * Claude that ties its thoughts to all that was said before them. Our agent cuts old output and summarises, so what no longer
 * fits is to be left out instead of refused.
 */
const PRESERVED = /claude-((fable|mythos)-5-[1-9]|[a-z]+-5-[5-9])/;

const anthropicOptions = (model: string): ProviderOptions => {
  if (!ADAPTIVE.test(model)) return {};
  const binding = PRESERVED.test(model) ? { blockBinding: { prefixMismatchBehavior: 'drop_block' } } : {};
  return { anthropic: { thinking: { type: 'adaptive', display: 'summarized', ...binding } } };
};

const providerOptions = ({ wire, model }: ModelTarget, cacheKey: string, summaries: boolean): ProviderOptions => {
  if (wire === 'openai')
    return {
      openai: {
        store: false,
        include: ['reasoning.encrypted_content'],
        promptCacheKey: cacheKey,
        reasoningSummary: summaries ? 'auto' : null,
      },
    };
  if (wire === 'anthropic') return anthropicOptions(model);
  return wire === 'google' && THINKS.test(model) ? { google: { thinkingConfig: { includeThoughts: true } } } : {};
};

/** A try that failed: with what, and whether something was said before. */
interface Failed {
  readonly trouble: Trouble;
}

const cutOff: Trouble = { status: null, code: '', message: '', network: 'UND_ERR_SOCKET', headers: {} };

const troubleOf = (error: unknown): Trouble => {
  if (error instanceof StreamCut) return cutOff;
  return readTrouble(error instanceof StreamTrouble ? error.trouble : error);
};

const idOf = ({ provider, model }: WireTarget): string => `${provider}/${model}`;

class Client {
  readonly #target: ModelTarget;
  readonly #id: string;
  readonly #means: ModelMeans;
  readonly #model: WireModel;
  readonly #callee: Callee;
  /** Some accounts at OpenAI are not permitted to see summaries of the reasoning: asked without from then on. */
  #summaries = true;
  /** Whether the user was told already that little is left. */
  #toldLow = false;

  constructor(target: ModelTarget, means: ModelMeans) {
    this.#target = target;
    this.#id = idOf(target);
    this.#means = means;
    this.#model = openWireModel(target);
    const { label, model, address, key } = target;
    this.#callee = { label, model, address, key, hasKey: key !== null };
  }

  async *stream(request: ModelRequest): AsyncIterable<ModelPart> {
    for (let attempt = 1; ; attempt += 1) {
      const failed = yield* this.#try(request);
      if (failed === null) return;
      if (this.#mayGoWithoutSummaries(failed.trouble)) continue;
      const error = explainTrouble(failed.trouble, this.#callee);
      const asked = askedWait(failed.trouble.headers, this.#means.now());
      const wait = error.retryable ? retryWait(attempt, asked, this.#means.random()) : null;
      if (wait === null) throw this.#withTime(error, asked);
      yield { kind: 'retry', attempt, waitMilliseconds: wait, why: error.failure.message };
      await unlessStopped(this.#means.wait(wait, request.signal), request.signal);
    }
  }

  /** One try. Returns what failed when another try may help; throws when something was said already. */
  async *#try(request: ModelRequest): AsyncGenerator<ModelPart, Failed | null> {
    const ended = new AbortController();
    const answer = new AnswerReader(this.#id);
    let spoke = false;
    try {
      const { stream, response } = await unlessStopped(this.#model.doStream(this.#call(request, ended.signal)), request.signal);
      yield* this.#limits(response?.headers ?? {});
      for await (const part of partsOf(stream, request.signal)) {
        for (const out of answer.read(part)) {
          spoke = true;
          yield out;
        }
      }
      yield { kind: 'end', end: answer.end() };
      return null;
    } catch (error) {
      if (request.signal.aborted) throw stopped();
      const trouble = troubleOf(error);
      if (spoke) throw explainTrouble(trouble, this.#callee);
      return { trouble };
    } finally {
      // Lets go of the connection, also when the caller stopped reading.
      ended.abort();
    }
  }

  #call(request: ModelRequest, ended: AbortSignal): WireCall {
    const { wire, outputTokensMax } = this.#target;
    const reasoning = efforts.find((effort) => effort === request.effort);
    const most = request.outputTokensMax ?? outputTokensMax;
    return {
      prompt: wirePrompt(request, wire, this.#id),
      tools: wireTools(request.tools, wire),
      ...(most === null ? {} : { maxOutputTokens: most }),
      ...(reasoning === undefined ? {} : { reasoning }),
      providerOptions: providerOptions(this.#target, request.cacheKey, this.#summaries),
      abortSignal: AbortSignal.any([request.signal, ended]),
    };
  }

  *#limits(headers: Readonly<Record<string, string | undefined>>): Iterable<ModelPart> {
    const told = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), value] as const]));
    const low = lowLimit(Object.fromEntries(told), this.#means.now());
    if (low !== null && !this.#toldLow) yield { kind: 'limits', ...low };
    this.#toldLow = low !== null;
  }

  #mayGoWithoutSummaries({ status, message }: Trouble): boolean {
    if (!this.#summaries || status !== 400 || !/reasoning.{0,5}summar/i.test(message)) return false;
    this.#summaries = false;
    return true;
  }

  /** Says when to come back, where the provider named a time that is too far off to wait for. */
  #withTime(error: ModelError, asked: number | null): ModelError {
    if (asked === null || error.reason !== 'limit') return error;
    const minutes = Math.ceil(asked / 60_000);
    return new ModelError(error.reason, true, {
      ...error.failure,
      action: `It asks to come back in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}; another model may be free now.`,
    });
  }
}

const partsOf = async function* (stream: WireStream, signal: AbortSignal) {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await unlessStopped(reader.read(), signal);
      if (done) return;
      yield value;
    }
  } finally {
    // Not awaited: a provider package may be slow to let go.
    reader.cancel().catch(() => undefined);
  }
};

export const createModelClient = (target: ModelTarget, means: ModelMeans = realMeans): ModelClient => {
  const client = new Client(target, means);
  return {
    id: idOf(target),
    contextWindow: target.contextWindow,
    stream: (request) => client.stream(request),
    cost: (usage: ModelUsage) => costOf(usage, target.price),
  };
};
