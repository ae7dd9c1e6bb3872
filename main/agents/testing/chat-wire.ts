/** Chat Completions, as OpenAI-compatible servers speak it: Ollama, LM Studio, vLLM, OpenRouter. */
import { randomBytes } from 'node:crypto';
import { z } from '#contract/zod.ts';
import type { HistoryEntry, ScriptedUsage } from './model-script.ts';
import { argumentNames, textOf, type AnswerEnd, type Wire } from './model-wire.ts';

const Request = z.looseObject({
  model: z.string(),
  messages: z.array(
    z.looseObject({ role: z.string(), content: z.unknown().optional(), tool_calls: z.array(z.looseObject({ id: z.string() })).nullish() }),
  ),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string(), parameters: z.unknown().optional() }) })).default([]),
});
type Message = z.infer<typeof Request>['messages'][number];

const entriesOf = ({ role, content, tool_calls: calls }: Message): readonly HistoryEntry[] => [
  { role: role === 'user' ? 'user' : 'other', text: textOf(content), callId: '' },
  ...(calls ?? []).map(({ id }) => ({ role: 'other' as const, text: '', callId: id })),
];

/** opencode has a title made of the first message, script included: that is no part of the conversation. */
const isForTitle = (messages: readonly Message[], tools: readonly unknown[]): boolean =>
  tools.length === 0 && messages.some(({ role, content }) => role === 'system' && /title generator/i.test(textOf(content)));

const usageOf = ({ input, cached, output, reasoning }: ScriptedUsage): object => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
  prompt_tokens_details: { cached_tokens: cached },
  completion_tokens_details: { reasoning_tokens: reasoning },
});

const stops: Readonly<Record<AnswerEnd, string | null>> = { whole: null, truncated: 'length', refused: 'content_filter' };

export const chatWire: Wire = {
  name: 'chat',
  speaks: (path) => path.endsWith('/chat/completions'),
  read: (body) => {
    const { model, messages, tools } = Request.parse(body);
    return {
      model,
      history: isForTitle(messages, tools) ? [{ role: 'user', text: 'A title', callId: '' }] : messages.flatMap(entriesOf),
      tools: tools.map((tool) => ({
        name: tool.function.name,
        type: '',
        namespace: null,
        arguments: argumentNames(tool.function.parameters),
      })),
    };
  },
  begin: (say, { model }) => {
    let calls = 0;
    const base = { id: `chatcmpl-${randomBytes(8).toString('hex')}`, object: 'chat.completion.chunk', created: 0, model };
    const tell = (delta: object, finish: string | null = null): void =>
      say(null, { ...base, choices: [{ index: 0, delta, finish_reason: finish }] });
    tell({ role: 'assistant', content: '' });
    return {
      part: async (part, pieces) => {
        if (part.kind !== 'call') {
          const field = part.kind === 'reasoning' ? 'reasoning_content' : 'content';
          for await (const piece of pieces) tell({ [field]: piece });
          return;
        }
        const index = calls++;
        tell({ tool_calls: [{ index, id: part.id, type: 'function', function: { name: part.call.name, arguments: '' } }] });
        for await (const piece of pieces) tell({ tool_calls: [{ index, function: { arguments: piece } }] });
      },
      failed: (code) => say(null, { error: { message: 'failed by the script', type: code, code } }),
      end: (end, usage) => {
        tell({}, stops[end] ?? (calls > 0 ? 'tool_calls' : 'stop'));
        say(null, { ...base, choices: [], usage: usageOf(usage) });
        say(null, '[DONE]');
      },
    };
  },
  error: (_status, message, code) => ({ error: { message, type: 'api_error', param: null, code } }),
};
