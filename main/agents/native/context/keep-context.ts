/**
 * Keeps a conversation within its context window. The loop calls `keepContext` before each call of the model and goes on
 * with the messages it gives back; it writes them to its journal before the next call, and that record is the moment at
 * which the change counts. Killed before it, nothing has happened: the next start asks again.
 *
 * Below the first limit nothing is touched, so that the provider's cache holds. Then old tool output goes, all at once; past
 * the second limit the mode decides: a summary, or a progress file and a fresh context.
 */
import type { ContextMode, ModelCall } from '#contract/context.ts';
import { failure } from '#contract/failure.ts';
import type { ModelClient, ModelMessage, ModelTool, ModelUsage } from '#main/models/model-client.ts';
import { COMPACTION_PROMPT, carriedWords, compacted, wordsOfUser } from './compaction.ts';
import { CHARS_PER_TOKEN, estimateTokens, measureParts, scaleParts, systemText, type ContextContent, type PromptParts } from './parts.ts';
import { PROGRESS_PROMPT, afterHandoff, missingPrompt, missingSections, parseProgress, progressFile, wordsOfHandoff } from './progress.ts';
import { trimToolOutput } from './trim.ts';

/** For models that do not say. */
export const ASSUMED_WINDOW_TOKENS = 128_000;
const TRIM_AT = 0.6;
const TRIM_DOWN_TO = 0.4;
const KEEP_NEWEST = 0.2;
/** Room for the answer, and for the prompt that asks for the summary or the file. */
const FULL_AT = 0.8;
const ROOM_MIN_TOKENS = 2_000;

/** A call as the thread is told of it; number and time are the thread's. */
export type CallAccount = Omit<ModelCall, 'number' | 'at'>;

export interface KeepRequest extends ContextContent {
  readonly client: ModelClient;
  readonly prompt: PromptParts;
  readonly tools: readonly ModelTool[];
  /** Every tool call in them has its result. */
  readonly messages: readonly ModelMessage[];
  readonly mode: ContextMode;
  /** From the last call (`learnCharsPerToken`); null before the first. */
  readonly charsPerToken: number | null;
  readonly effort: string | null;
  readonly cacheKey: string;
  readonly signal: AbortSignal;
  /** 1, 2, 3 …: the number that this handoff would have. */
  readonly handoff: number;
  /** The provider said that the context is full: whatever we reckon, make room. */
  readonly force?: boolean;
  readonly onCall: (call: CallAccount) => void;
  /** The summary or file as it is written. */
  readonly onText: (chunk: string) => void;
}

export type Kept =
  | { readonly kind: 'as-it-was' }
  | { readonly kind: 'trimmed'; readonly messages: readonly ModelMessage[]; readonly freedTokens: number }
  /** `text` is the summary or the whole progress file, for people to read. */
  | { readonly kind: 'compacted' | 'handed-off'; readonly messages: readonly ModelMessage[]; readonly text: string };

/** A call in figures, for the thread and its context panel. */
export const accountCall = (
  client: Pick<ModelClient, 'id' | 'contextWindow' | 'cost'>,
  content: ContextContent,
  usage: ModelUsage,
  purpose: CallAccount['purpose'],
): CallAccount => ({
  purpose,
  model: client.id,
  parts: scaleParts(measureParts(content), usage.inputTokens),
  inputTokens: usage.inputTokens,
  cachedTokens: usage.cachedTokens,
  outputTokens: usage.outputTokens,
  reasoningTokens: usage.reasoningTokens,
  costUsd: client.cost(usage),
  contextWindow: client.contextWindow,
});

/** Text of one call without tools. Throws what the client throws. */
const ask = async (request: KeepRequest, messages: readonly ModelMessage[], purpose: CallAccount['purpose']) => {
  const { client, prompt, tools } = request;
  let text = '';
  // The tools stay in the call so that the provider's cache of the beginning holds; calls of them are not carried out.
  const parts = client.stream({
    system: systemText(prompt),
    messages,
    tools,
    effort: request.effort,
    outputTokensMax: null,
    cacheKey: request.cacheKey,
    signal: request.signal,
  });
  for await (const part of parts) {
    if (part.kind === 'text') {
      text += part.text;
      request.onText(part.text);
    } else if (part.kind === 'end') request.onCall(accountCall(client, { prompt, tools, messages }, part.end.usage, purpose));
  }
  return text.trim();
};

const say = (text: string): ModelMessage => ({ role: 'user', text, images: [] });

/** A model that answered with a tool call or nothing is asked once more. */
const askTwice = async (request: KeepRequest, messages: readonly ModelMessage[], purpose: CallAccount['purpose']): Promise<string> => {
  const first = await ask(request, messages, purpose);
  if (first !== '') return first;
  const again = await ask(request, [...messages.slice(0, -1), say(`${COMPACTION_ONLY_TEXT}\n\n${lastText(messages)}`)], purpose);
  if (again !== '') return again;
  throw failure(
    'agent',
    'The context is full, and the model wrote no summary of it.',
    'Choose a model with more room, or begin a new task.',
  );
};
const COMPACTION_ONLY_TEXT = 'Answer with text only. Do not call tools.';
const lastText = (messages: readonly ModelMessage[]): string => {
  const last = messages.at(-1);
  return last?.role === 'user' ? last.text : '';
};

const compact = async (request: KeepRequest): Promise<Kept> => {
  const summary = await askTwice(request, [...request.messages, say(COMPACTION_PROMPT)], 'compaction');
  return { kind: 'compacted', messages: compacted(request.messages, summary), text: summary };
};

const handOff = async (request: KeepRequest): Promise<Kept> => {
  const asked = [...request.messages, say(PROGRESS_PROMPT)];
  let answer = await askTwice(request, asked, 'handoff');
  const missing = missingSections(parseProgress(answer));
  if (missing.length > 0) {
    request.onText('\n\n');
    const said: ModelMessage = { role: 'assistant', content: [{ kind: 'text', text: answer, provider: null }] };
    const again = await ask(request, [...asked, said, say(missingPrompt(missing))], 'handoff');
    if (missingSections(parseProgress(again)).length < missing.length) answer = again;
  }
  const progress = parseProgress(answer);
  const given = missingSections(progress).length === 6 ? { ...progress, Done: answer } : progress;
  const words = wordsOfUser([...wordsOfHandoff(request.messages), ...carriedWords(request.messages)].map(say));
  const file = progressFile(request.handoff, words, given);
  return { kind: 'handed-off', messages: afterHandoff(file), text: file };
};

/** Trimmed until it fits into `windowTokens`, also the newest output: for the call that makes room itself. */
const squeezed = (request: KeepRequest, windowTokens: number, charsPerToken: number): KeepRequest => {
  const over = estimateTokens(request, charsPerToken) - windowTokens * FULL_AT;
  if (over <= 0) return request;
  const older = trimToolOutput(request.messages, over * charsPerToken, windowTokens * KEEP_NEWEST * charsPerToken);
  const rest = over * charsPerToken - older.freedChars;
  return { ...request, messages: rest <= 0 ? older.messages : trimToolOutput(older.messages, rest, 0).messages };
};

export const keepContext = async (request: KeepRequest): Promise<Kept> => {
  const windowTokens = request.client.contextWindow ?? ASSUMED_WINDOW_TOKENS;
  const charsPerToken = request.charsPerToken ?? CHARS_PER_TOKEN;
  const tokens = estimateTokens(request, charsPerToken);
  const limit = Math.min(windowTokens * FULL_AT, windowTokens - ROOM_MIN_TOKENS);
  if (request.force !== true && tokens < windowTokens * TRIM_AT) return { kind: 'as-it-was' };
  const wanted = (tokens - windowTokens * TRIM_DOWN_TO) * charsPerToken;
  const trimmed = trimToolOutput(request.messages, wanted, windowTokens * KEEP_NEWEST * charsPerToken);
  const freedTokens = Math.round(trimmed.freedChars / charsPerToken);
  if (request.force !== true && tokens - freedTokens < limit) {
    // A little freed is not worth the cache that it costs.
    const worthIt = freedTokens > windowTokens * 0.05;
    return worthIt ? { kind: 'trimmed', messages: trimmed.messages, freedTokens } : { kind: 'as-it-was' };
  }
  const room = squeezed(request, request.force === true ? windowTokens * 0.8 : windowTokens, charsPerToken);
  return await (request.mode === 'structured' ? handOff(room) : compact(room));
};
