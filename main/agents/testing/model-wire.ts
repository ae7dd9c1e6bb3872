/** What the model server needs of a wire format: to read a request, and to write an answer as server-sent events. */
import type { Conversation, ToolCall } from './model-conversation.ts';
import type { ScriptedUsage } from './model-script.ts';

export type AnswerPart =
  | { readonly kind: 'text' | 'reasoning' | 'refusal'; readonly text: string }
  | { readonly kind: 'call'; readonly id: string; readonly call: ToolCall };

export type AnswerEnd = 'whole' | 'truncated' | 'refused';

/** Writes one event; `name` null where the format has unnamed ones. */
export type SayEvent = (name: string | null, data: object | string) => void;

export interface AnswerWriter {
  /** `pieces` is what the part's text is sent in, with the script's pauses between. */
  readonly part: (part: AnswerPart, pieces: AsyncIterable<string>) => Promise<void>;
  /** The stream ends with an error of this code. */
  readonly failed: (code: string) => void;
  readonly end: (end: AnswerEnd, usage: ScriptedUsage) => void;
}

export interface Wire {
  readonly name: 'responses' | 'messages' | 'chat' | 'gemini';
  /** Whether a POST to this path speaks it. */
  readonly speaks: (path: string) => boolean;
  /** Throws when the body is no request of this format. */
  readonly read: (body: unknown, path: string) => Conversation;
  /** What a client asks beside the conversation, in one whole answer; null where the path is none of these. */
  readonly aside?: (path: string) => object | null;
  /** Says what stands at the beginning of each answer. */
  readonly begin: (say: SayEvent, conversation: Conversation) => AnswerWriter;
  /** Body of an HTTP error. */
  readonly error: (status: number, message: string, code: string | null) => object;
}

/** Text of a message in the forms that the formats have for it. */
export const textOf = (content: unknown): string => {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: unknown) => textField(part, 'text')).join('\n');
};

/** A field of a value that may be anything, as text; empty when it is none. */
export const textField = (value: unknown, field: string): string => {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined;
  return typeof found === 'string' ? found : '';
};

/** Names of the arguments in a JSON Schema of an object. */
export const argumentNames = (schema: unknown): readonly string[] => {
  const properties = typeof schema === 'object' && schema !== null ? (schema as Record<string, unknown>)['properties'] : undefined;
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
};
