/** The Responses API, as codex and OpenAI's own models speak it. */
import { randomBytes } from 'node:crypto';
import { z } from '#contract/zod.ts';
import type { OfferedTool, ToolCall } from './model-conversation.ts';
import type { HistoryEntry, ScriptedUsage } from './model-script.ts';
import { argumentNames, textOf, type AnswerPart, type Wire } from './model-wire.ts';

const Input = z.looseObject({
  type: z.string().nullish(),
  role: z.string().nullish(),
  content: z.unknown().optional(),
  call_id: z.string().nullish(),
  tools: z.array(z.unknown()).nullish(),
});
const Tool = z.looseObject({
  type: z.string().default(''),
  name: z.string().default(''),
  tools: z.array(z.unknown()).nullish(),
  parameters: z.unknown().optional(),
});
const Request = z.looseObject({
  model: z.string().default('unknown'),
  input: z.union([z.string(), z.array(Input)]).default([]),
  tools: z.array(z.unknown()).default([]),
});
type Request = z.infer<typeof Request>;
const Sealed = z.looseObject({ encrypted_content: z.string() });

/** Text of a message between agents, whose body stands in a field of its own. */
const sealedText = (content: unknown): string =>
  [textOf(content), ...(Array.isArray(content) ? content : []).map((part) => Sealed.safeParse(part).data?.encrypted_content ?? '')].join(
    '',
  );

const historyOf = ({ input }: Request): readonly HistoryEntry[] => {
  if (typeof input === 'string') return [{ role: 'user', text: input, callId: '' }];
  return input.map((item) => {
    const isCall = item.type === 'function_call' || item.type === 'custom_tool_call';
    // A sub-agent's task reaches it from its parent; so do results, which are no task.
    if (item.type === 'agent_message') {
      const said = sealedText(item.content);
      return { role: said.includes('NEW_TASK') ? 'user' : 'other', text: said, callId: '' };
    }
    return { role: item.role === 'user' ? 'user' : 'other', text: textOf(item.content), callId: isCall ? (item.call_id ?? '') : '' };
  });
};

const flat = (values: readonly unknown[], namespace: string | null): readonly OfferedTool[] =>
  values.flatMap((value) => {
    const tool = Tool.safeParse(value);
    if (!tool.success) return [];
    const { name, type, tools, parameters } = tool.data;
    if (tools !== undefined && tools !== null) return flat(tools, name);
    return [{ name: name === '' ? type : name, type, namespace, arguments: argumentNames(parameters) }];
  });

/** Newer models get their tools in an item of the input. */
const toolsOf = ({ input, tools }: Request): readonly OfferedTool[] => {
  const items = typeof input === 'string' ? [] : input;
  return [
    ...flat(tools, null),
    ...flat(
      items.filter((item) => item.type === 'additional_tools').flatMap((item) => item.tools ?? []),
      null,
    ),
  ];
};

const newId = (prefix: string): string => `${prefix}_${randomBytes(8).toString('hex')}`;
type Item = Readonly<Record<string, unknown>> & { readonly id: string };

/** How an item of the answer grows: event name, what stands with its pieces and with the whole. */
interface Growth {
  readonly item: Item;
  readonly empty: Item;
  readonly event: string;
  readonly extra: object;
  readonly whole: object;
  readonly before?: readonly [string, object];
}

const messageOf = (kind: 'text' | 'refusal', text: string): Growth => {
  const id = newId('msg');
  const part =
    kind === 'text' ? { type: 'output_text', text, annotations: [], logprobs: [] } : ({ type: 'refusal', refusal: text } as const);
  const item = { id, type: 'message', status: 'completed', role: 'assistant', content: [part] };
  return {
    item,
    empty: { ...item, status: 'in_progress', content: [] },
    event: kind === 'text' ? 'response.output_text' : 'response.refusal',
    extra: { content_index: 0 },
    whole: { [kind === 'text' ? 'text' : 'refusal']: text },
    before: ['response.content_part.added', { content_index: 0, part: { ...part, [kind === 'text' ? 'text' : 'refusal']: '' } }],
  };
};

const reasoningOf = (text: string): Growth => {
  const part = { type: 'summary_text', text };
  const item = { id: newId('rs'), type: 'reasoning', summary: [part], encrypted_content: newId('sealed') };
  return {
    item,
    empty: { ...item, summary: [] },
    event: 'response.reasoning_summary_text',
    extra: { summary_index: 0 },
    whole: { text },
    before: ['response.reasoning_summary_part.added', { summary_index: 0, part: { ...part, text: '' } }],
  };
};

const toolCallOf = (call: ToolCall, callId: string): Growth => {
  const field = call.freeForm ? 'input' : 'arguments';
  const base = { call_id: callId, name: call.name, status: 'completed', ...(call.namespace === null ? {} : { namespace: call.namespace }) };
  const item = { id: newId('call'), type: call.freeForm ? 'custom_tool_call' : 'function_call', ...base, [field]: call.input };
  return {
    item,
    empty: { ...item, status: 'in_progress', [field]: '' },
    event: call.freeForm ? 'response.custom_tool_call_input' : 'response.function_call_arguments',
    extra: {},
    whole: { [field]: call.input },
  };
};

const growthOf = (part: AnswerPart): Growth => {
  if (part.kind === 'call') return toolCallOf(part.call, part.id);
  return part.kind === 'reasoning' ? reasoningOf(part.text) : messageOf(part.kind, part.text);
};

const usageOf = ({ input, cached, output, reasoning }: ScriptedUsage): object => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: cached },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: reasoning },
  total_tokens: input + output,
});

export const responsesWire: Wire = {
  name: 'responses',
  speaks: (path) => path.endsWith('/responses'),
  read: (body) => {
    const request = Request.parse(body);
    return { model: request.model, history: historyOf(request), tools: toolsOf(request) };
  },
  begin: (say, { model }) => {
    let sequence = 0;
    let index = 0;
    const tell = (type: string, fields: object): void => say(type, { type, sequence_number: sequence++, ...fields });
    const base = { id: newId('resp'), object: 'response', created_at: 0, model, status: 'in_progress', usage: null };
    const output: Item[] = [];
    tell('response.created', { response: { ...base, output: [] } });
    return {
      part: async (part, pieces) => {
        const growth = growthOf(part);
        const at = { output_index: index, item_id: growth.item.id, ...growth.extra };
        tell('response.output_item.added', { output_index: index, item: growth.empty });
        if (growth.before !== undefined) tell(growth.before[0], { ...at, ...growth.before[1] });
        for await (const delta of pieces) tell(`${growth.event}.delta`, { ...at, delta });
        tell(`${growth.event}.done`, { ...at, ...growth.whole });
        tell('response.output_item.done', { output_index: index, item: growth.item });
        output.push(growth.item);
        index += 1;
      },
      failed: (code) =>
        tell('response.failed', { response: { ...base, output, status: 'failed', error: { code, message: 'failed by the script' } } }),
      end: (end, usage) => {
        const cut = end === 'truncated' ? { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } } : {};
        tell(end === 'truncated' ? 'response.incomplete' : 'response.completed', {
          response: { ...base, output, status: 'completed', usage: usageOf(usage), ...cut },
        });
      },
    };
  },
  error: (status, message, code) => ({ error: { type: status === 429 ? 'rate_limit_error' : 'api_error', code, message } }),
};
