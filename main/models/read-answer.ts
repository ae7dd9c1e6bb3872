/** Turns the stream of a provider package into our parts, and puts the message together that is sent back next time. */
import type { AssistantContent, ModelEnd, ModelPart, ModelUsage } from './model-client.ts';
import type { ProviderOptions, WirePart } from './wire-model.ts';

/** An error that came inside of the stream; the provider's own value is in `trouble`. */
export class StreamTrouble extends Error {
  readonly trouble: unknown;
  constructor(trouble: unknown) {
    super('the stream told of an error');
    this.trouble = trouble;
  }
}

/** The stream ended without saying that it was at its end. */
export class StreamCut extends Error {}

type Metadata = ProviderOptions | undefined;

interface Growing {
  readonly kind: 'text' | 'reasoning';
  text: string;
  provider: Metadata;
}
type Entry =
  Growing | { readonly kind: 'tool-call'; readonly id: string; readonly tool: string; readonly input: string; readonly provider: Metadata };

const merged = (known: Metadata, more: Metadata): Metadata => {
  if (more === undefined || known === undefined) return more ?? known;
  const names = [...new Set([...Object.keys(known), ...Object.keys(more)])];
  return Object.fromEntries(names.map((name) => [name, { ...known[name], ...more[name] }]));
};

const usageOf = ({ inputTokens, outputTokens }: Extract<WirePart, { type: 'finish' }>['usage']): ModelUsage => ({
  inputTokens: inputTokens.total ?? 0,
  cachedTokens: inputTokens.cacheRead ?? 0,
  cacheWriteTokens: inputTokens.cacheWrite ?? 0,
  outputTokens: outputTokens.total ?? 0,
  reasoningTokens: outputTokens.reasoning ?? 0,
});

type Finish = Extract<WirePart, { type: 'finish' }>['finishReason'];

const reasons: Readonly<Record<Finish['unified'], ModelEnd['reason']>> = {
  stop: 'stop',
  'tool-calls': 'tool-calls',
  length: 'length',
  'content-filter': 'refusal',
  error: 'other',
  interrupted: 'other',
  other: 'other',
};

/** Key under which the metadata of a thought names who thought it. */
export const THINKER = 'switchyard';

export class AnswerReader {
  readonly #model: string;
  /** In the order in which they began. */
  readonly #entries: Entry[] = [];
  readonly #growing = new Map<string, Growing>();
  readonly #toolNames = new Map<string, string>();
  #end: ModelEnd | null = null;

  /** `model` is `PROVIDER/NAME`. */
  constructor(model: string) {
    this.#model = model;
  }

  /** Throws StreamTrouble. */
  read(part: WirePart): readonly ModelPart[] {
    switch (part.type) {
      case 'text-start':
      case 'reasoning-start':
        this.#begin(part.type === 'text-start' ? 'text' : 'reasoning', part.id, part.providerMetadata);
        return [];
      case 'text-delta':
      case 'reasoning-delta':
        return this.#grow(part.type === 'text-delta' ? 'text' : 'reasoning', part);
      case 'text-end':
      case 'reasoning-end':
        this.#grow(part.type === 'text-end' ? 'text' : 'reasoning', { ...part, delta: '' });
        return [];
      case 'tool-input-start':
        this.#toolNames.set(part.id, part.toolName);
        return [];
      case 'tool-input-delta':
        return [{ kind: 'tool-input', id: part.id, tool: this.#toolNames.get(part.id) ?? '', text: part.delta }];
      case 'tool-call': {
        // What the provider ran by itself, such as its web search, is no call for us.
        if (part.providerExecuted === true) return [];
        const { toolCallId: id, toolName: tool, input } = part;
        this.#entries.push({ kind: 'tool-call', id, tool, input, provider: part.providerMetadata });
        return [{ kind: 'tool-call', id, tool, input }];
      }
      case 'error':
        throw new StreamTrouble(part.error);
      case 'finish':
        this.#finish(part);
        return [];
      default:
        return [];
    }
  }

  /** Throws StreamCut when the stream had not come to its end. */
  end(): ModelEnd {
    if (this.#end === null) throw new StreamCut();
    return this.#end;
  }

  #begin(kind: Growing['kind'], id: string, provider: Metadata): Growing {
    const entry: Growing = { kind, text: '', provider };
    this.#entries.push(entry);
    this.#growing.set(`${kind} ${id}`, entry);
    return entry;
  }

  #grow(
    kind: Growing['kind'],
    { id, delta, providerMetadata }: { readonly id: string; readonly delta: string; readonly providerMetadata?: ProviderOptions },
  ): readonly ModelPart[] {
    const entry = this.#growing.get(`${kind} ${id}`) ?? this.#begin(kind, id, undefined);
    entry.text += delta;
    entry.provider = merged(entry.provider, providerMetadata);
    return delta === '' ? [] : [{ kind, id, text: delta }];
  }

  #finish({ finishReason, usage }: Extract<WirePart, { type: 'finish' }>): void {
    // Without a reason of the provider's the stream only stopped.
    const isWhole = finishReason.raw !== undefined || ['stop', 'tool-calls', 'content-filter', 'length'].includes(finishReason.unified);
    if (!isWhole) return;
    const content = this.#entries.flatMap((entry): readonly AssistantContent[] => {
      const provider = entry.provider ?? null;
      if (entry.kind === 'tool-call') return [{ ...entry, provider }];
      if (entry.text === '' && provider === null) return [];
      if (entry.kind === 'text') return [{ kind: 'text', text: entry.text, provider }];
      return [{ kind: 'reasoning', text: entry.text, provider: { ...provider, [THINKER]: { model: this.#model } } }];
    });
    this.#end = { reason: reasons[finishReason.unified], usage: usageOf(usage), message: { role: 'assistant', content } };
  }
}
