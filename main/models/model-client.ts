/**
 * A language model over any of the wire formats (OpenAI Responses, Anthropic Messages, Google, OpenAI-compatible chat), as
 * our own harness and the reviewer of approvals use it. One call, one stream of parts; the caller owns the loop, the tools,
 * the display and the journal. Built over the AI SDK's provider packages (`doStream`); nothing of theirs leaks out.
 */
export type ModelPart =
  | { readonly kind: 'text'; readonly id: string; readonly text: string }
  | { readonly kind: 'reasoning'; readonly id: string; readonly text: string }
  /** A call as it is being written: a piece of its JSON text. The whole comes as `tool-call`. */
  | { readonly kind: 'tool-input'; readonly id: string; readonly tool: string; readonly text: string }
  | { readonly kind: 'tool-call'; readonly id: string; readonly tool: string; /** JSON text. */ readonly input: string }
  /** A try failed and another one begins after the wait: shown as it happens. */
  | { readonly kind: 'retry'; readonly attempt: number; readonly waitMilliseconds: number; readonly why: string }
  /** Told when little is left. */
  | { readonly kind: 'limits'; readonly text: string; readonly resetsAt: number | null }
  | { readonly kind: 'end'; readonly end: ModelEnd };

export interface ModelEnd {
  readonly reason: 'stop' | 'tool-calls' | 'length' | 'refusal' | 'other';
  readonly usage: ModelUsage;
  /** The assistant's message to be sent back with the next call: opaque, carries reasoning signatures and ids. */
  readonly message: ModelMessage;
}

/** Tokens of one call. */
export interface ModelUsage {
  /** All that was sent, cached or not. */
  readonly inputTokens: number;
  /** Of the input: read from the provider's cache. */
  readonly cachedTokens: number;
  /** Of the input: written into the provider's cache, where that is told and charged apart. */
  readonly cacheWriteTokens: number;
  /** All that was answered, reasoning included. */
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

/** One message of the conversation as JSON data: it is written to the journal and read back after a crash. */
export type ModelMessage =
  | { readonly role: 'user'; readonly text: string; readonly images: readonly ModelImage[] }
  | { readonly role: 'assistant'; readonly content: readonly AssistantContent[] }
  | {
      readonly role: 'tool';
      readonly callId: string;
      readonly tool: string;
      readonly text: string;
      readonly failed: boolean;
      readonly images?: readonly ModelImage[];
    };

export interface ModelImage {
  readonly mime: string;
  readonly base64: string;
}

/** `provider` is what the provider wants to see again (signatures, encrypted reasoning); opaque JSON. */
export type AssistantContent =
  | { readonly kind: 'text'; readonly text: string; readonly provider: unknown }
  | { readonly kind: 'reasoning'; readonly text: string; readonly provider: unknown }
  | { readonly kind: 'tool-call'; readonly id: string; readonly tool: string; readonly input: string; readonly provider: unknown };

export interface ModelTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ModelRequest {
  readonly system: string;
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ModelTool[];
  readonly effort: string | null;
  /** Longest answer in tokens; null leaves it to the provider. */
  readonly outputTokensMax: number | null;
  /** Same for all calls of a conversation: lets providers cache. */
  readonly cacheKey: string;
  readonly signal: AbortSignal;
}

export interface ModelClient {
  /** `PROVIDER/MODEL`, as the user chose it. */
  readonly id: string;
  /** Tokens that fit; null when not known. */
  readonly contextWindow: number | null;
  /**
   * Retries by itself (with `retry` parts) what fails before the first word: 429, 5xx, overload, a broken connection.
   * Throws ModelError for what remains; AbortError within 100 ms of the stop.
   */
  readonly stream: (request: ModelRequest) => AsyncIterable<ModelPart>;
  /** Cost of a call in US dollars; null where no price is known. */
  readonly cost: (usage: ModelUsage) => number | null;
}
