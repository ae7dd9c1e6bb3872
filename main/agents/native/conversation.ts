/**
 * A conversation with a model, as the fold of its journal. Pure. The running session and a session that takes it up after a
 * crash get the same messages, because both make them here.
 */
import type { ModelMessage } from '#main/models/model-client.ts';

export type UserMessage = Extract<ModelMessage, { role: 'user' }>;
export type AssistantMessage = Extract<ModelMessage, { role: 'assistant' }>;
export type ToolMessage = Extract<ModelMessage, { role: 'tool' }>;
export interface ToolCall {
  readonly id: string;
  readonly tool: string;
  /** JSON text. */
  readonly input: string;
}

/** One line of the journal. Written before and after everything that a crash must not repeat. */
export type JournalEntry =
  /** Something was said to the model: it begins a turn or steers one. */
  | { readonly kind: 'said'; readonly message: UserMessage }
  /** The model is being called. */
  | { readonly kind: 'calling'; readonly model: string }
  | { readonly kind: 'answer'; readonly model: string; readonly message: AssistantMessage; readonly usedTokens: number | null }
  /** The call ended without an answer. */
  | { readonly kind: 'silence' }
  /** The side effect of a tool call begins now. */
  | { readonly kind: 'begun'; readonly call: string }
  | { readonly kind: 'result'; readonly message: ToolMessage }
  /** The conversation is this from now on: it was made shorter, or is put to another model. */
  | {
      readonly kind: 'context';
      readonly how: 'trimmed' | 'compacted' | 'handed-off' | 'other-model';
      readonly messages: readonly ModelMessage[];
    };

export interface Conversation {
  /** What the next call of the model gets. */
  readonly messages: readonly ModelMessage[];
  /** Calls of the last answer, in its order. Empty once all have their results. */
  readonly calls: readonly ToolCall[];
  readonly results: readonly ToolMessage[];
  readonly begun: ReadonlySet<string>;
  readonly isCalling: boolean;
  /** Said while the model spoke or tools ran: follows when that is over. */
  readonly later: readonly UserMessage[];
  /** Who gave the last answer. */
  readonly model: string | null;
  readonly usedTokens: number | null;
  /** How often a fresh context has gone on from a progress file. */
  readonly handoffs: number;
}

export const emptyConversation: Conversation = {
  messages: [],
  calls: [],
  results: [],
  begun: new Set(),
  isCalling: false,
  later: [],
  model: null,
  usedTokens: null,
  handoffs: 0,
};

export const callsOf = (message: AssistantMessage): readonly ToolCall[] =>
  message.content.flatMap((part) => (part.kind === 'tool-call' ? [{ id: part.id, tool: part.tool, input: part.input }] : []));

/** Lets what was said meanwhile follow, and closes a step whose calls all have their results. */
const settled = (state: Conversation): Conversation => {
  if (state.isCalling || state.results.length < state.calls.length) return state;
  const inOrder = state.calls.flatMap((call) => state.results.filter((result) => result.callId === call.id));
  return { ...state, messages: [...state.messages, ...inOrder, ...state.later], calls: [], results: [], begun: new Set(), later: [] };
};

export const fold = (state: Conversation, entry: JournalEntry): Conversation => {
  switch (entry.kind) {
    case 'said':
      return settled({ ...state, later: [...state.later, entry.message] });
    case 'calling':
      return { ...state, isCalling: true };
    case 'answer': {
      const { message, model, usedTokens } = entry;
      const messages = message.content.length === 0 ? state.messages : [...state.messages, message];
      return settled({ ...state, messages, calls: callsOf(message), isCalling: false, model, usedTokens: usedTokens ?? state.usedTokens });
    }
    case 'silence':
      return settled({ ...state, isCalling: false });
    case 'begun':
      return { ...state, begun: new Set([...state.begun, entry.call]) };
    case 'result':
      return state.calls.some(({ id }) => id === entry.message.callId) && state.results.every((one) => one.callId !== entry.message.callId)
        ? settled({ ...state, results: [...state.results, entry.message] })
        : state;
    case 'context':
      return { ...state, messages: entry.messages, usedTokens: null, handoffs: state.handoffs + (entry.how === 'handed-off' ? 1 : 0) };
  }
};

export const openCalls = (state: Conversation): readonly ToolCall[] =>
  state.calls.filter(({ id }) => state.results.every((result) => result.callId !== id));

/** What closes a step that was cut off: nothing that finished is told as unfinished, and nothing is left without a result. */
export const closing = (state: Conversation, why: string): readonly JournalEntry[] => [
  ...(state.isCalling ? [{ kind: 'silence' } as const] : []),
  ...openCalls(state).map((call): JournalEntry => {
    const text = state.begun.has(call.id)
      ? `${why} This call had begun: it may or may not have taken effect. Look before you repeat it.`
      : `${why} This call was not begun: it had no effect.`;
    return { kind: 'result', message: { role: 'tool', callId: call.id, tool: call.tool, text, failed: true } };
  }),
];

/** Reasoning and signatures are for the model that gave them; another one gets the words and the calls alone. */
export const forAnotherModel = (messages: readonly ModelMessage[]): readonly ModelMessage[] =>
  messages.flatMap((message): ModelMessage[] => {
    if (message.role !== 'assistant') return [message];
    const content = message.content.filter((part) => part.kind !== 'reasoning').map((part) => ({ ...part, provider: null }));
    return content.length === 0 ? [] : [{ ...message, content }];
  });
