/** Our conversation in the form that the provider packages take. Pure. */
import type { AssistantContent, ModelImage, ModelMessage, ModelRequest, ModelTool } from './model-client.ts';
import { THINKER } from './read-answer.ts';
import type { ProviderOptions, Wire, WireCall, WireMessage, WirePrompt } from './wire-model.ts';

type Content<Role extends WireMessage['role']> = Extract<WireMessage, { role: Role }>['content'];
type AssistantPart = Content<'assistant'>[number];
type ToolPart = Content<'tool'>[number];
type ToolMessage = Extract<ModelMessage, { role: 'tool' }>;

const file = ({ mime, base64 }: ModelImage) => ({ type: 'file', mediaType: mime, data: { type: 'data', data: base64 } }) as const;

const optionsOf = (provider: unknown): { readonly providerOptions?: ProviderOptions } =>
  typeof provider === 'object' && provider !== null
    ? { providerOptions: Object.fromEntries(Object.entries(provider as ProviderOptions).filter(([name]) => name !== THINKER)) }
    : {};

/** A call whose arguments are no JSON is shown to the model as what it was. */
const inputOf = (text: string): unknown => {
  try {
    return text === '' ? {} : (JSON.parse(text) as unknown);
  } catch {
    return { unreadable: text };
  }
};

/** Ids of one provider may hold letters that another refuses. */
const callId = (id: string, wire: Wire): string => (wire === 'anthropic' ? id.replaceAll(/[^\w-]/g, '_') : id);

const assistantPart = (content: AssistantContent, wire: Wire): AssistantPart => {
  const options = optionsOf(content.provider);
  if (content.kind !== 'tool-call') return { type: content.kind, text: content.text, ...options };
  return { type: 'tool-call', toolCallId: callId(content.id, wire), toolName: content.tool, input: inputOf(content.input), ...options };
};

/** Chat Completions takes no images in a tool's result; they follow in a message of their own. */
const keepsImages = (wire: Wire): boolean => wire !== 'compatible';

const toolPart = (message: ToolMessage, wire: Wire): ToolPart => {
  const images = keepsImages(wire) ? (message.images ?? []) : [];
  const text = { type: 'text', text: message.text } as const;
  return {
    type: 'tool-result',
    toolCallId: callId(message.callId, wire),
    toolName: message.tool,
    output:
      images.length > 0
        ? { type: 'content', value: [text, ...images.map(file)] }
        : { type: message.failed ? 'error-text' : 'text', value: message.text },
  };
};

const imagesAfter = (messages: readonly ToolMessage[], wire: Wire): readonly WireMessage[] => {
  if (keepsImages(wire)) return [];
  return messages.flatMap(({ tool, images = [] }) =>
    images.length === 0
      ? []
      : [{ role: 'user', content: [{ type: 'text', text: `Images from ${tool}:` } as const, ...images.map(file)] } satisfies WireMessage],
  );
};

/** Seals of one model mean nothing to another, and some refuse them. */
const isForeign = ({ kind, provider }: AssistantContent, model: string): boolean => {
  const thinker = (provider as Partial<Record<string, Record<string, unknown>>> | null)?.[THINKER]?.['model'];
  return kind === 'reasoning' && thinker !== undefined && thinker !== model;
};

/**
 * Reasoning as plain text, which is all that compatible servers have, is for the turn in which it was thought; what came
 * before the user's last words would only fill the context.
 */
const isStale = (content: AssistantContent, index: number, lastUser: number, wire: Wire): boolean =>
  wire === 'compatible' && content.kind === 'reasoning' && index < lastUser;

const conversation = (messages: readonly ModelMessage[], wire: Wire, model: string): readonly WireMessage[] => {
  const lastUser = messages.findLastIndex(({ role }) => role === 'user');
  const out: WireMessage[] = [];
  for (let index = 0; index < messages.length; index += 1) {
    const message = messages[index];
    if (message?.role === 'user') {
      out.push({ role: 'user', content: [{ type: 'text', text: message.text }, ...message.images.map(file)] });
    } else if (message?.role === 'assistant') {
      const at = index;
      const kept = message.content.filter((content) => !isStale(content, at, lastUser, wire) && !isForeign(content, model));
      if (kept.length > 0) out.push({ role: 'assistant', content: kept.map((content) => assistantPart(content, wire)) });
    } else {
      // The results of calls that were made together go back together.
      const run = messages.slice(index).findIndex(({ role }) => role !== 'tool');
      const results = messages.slice(index, run < 0 ? undefined : index + run) as readonly ToolMessage[];
      out.push({ role: 'tool', content: results.map((result) => toolPart(result, wire)) }, ...imagesAfter(results, wire));
      index += results.length - 1;
    }
  }
  return out;
};

const cached: ProviderOptions = { anthropic: { cacheControl: { type: 'ephemeral' } } };

/** Anthropic caches up to marks, four at most: one after the tools, one after the system text, two in the conversation. */
const withMarks = (messages: readonly WireMessage[], wire: Wire): WirePrompt => {
  if (wire !== 'anthropic') return [...messages];
  const places = messages.flatMap(({ role }, index) => (role === 'user' || role === 'tool' ? [index] : [])).slice(-2);
  return messages.map((message, index) => (places.includes(index) ? { ...message, providerOptions: cached } : message));
};

/** `model` is `PROVIDER/NAME`. */
export const wirePrompt = ({ system, messages }: Pick<ModelRequest, 'system' | 'messages'>, wire: Wire, model: string): WirePrompt => {
  const first: WireMessage = { role: 'system', content: system, ...(wire === 'anthropic' ? { providerOptions: cached } : {}) };
  return [...(system === '' ? [] : [first]), ...withMarks(conversation(messages, wire, model), wire)];
};

type WireTools = NonNullable<WireCall['tools']>;
type InputSchema = Extract<WireTools[number], { type: 'function' }>['inputSchema'];

export const wireTools = (tools: readonly ModelTool[], wire: Wire): WireTools =>
  tools.map(({ name, description, parameters }, index) => ({
    type: 'function',
    name,
    description,
    inputSchema: parameters as InputSchema,
    ...(wire === 'anthropic' && index === tools.length - 1 ? { providerOptions: cached } : {}),
  }));
