/** Anthropic's Messages API. */
import { randomBytes } from 'node:crypto';
import { z } from '#contract/zod.ts';
import type { HistoryEntry, ScriptedUsage } from './model-script.ts';
import { argumentNames, textField, textOf, type AnswerEnd, type AnswerPart, type Wire } from './model-wire.ts';

const Request = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown().optional() })),
  tools: z.array(z.looseObject({ name: z.string(), input_schema: z.unknown().optional() })).default([]),
});

/** What a person said with a denial stands in the result of the call: to a model that is a word of the user's. */
const DENIAL = /The user denied this[^\n]*? The user says: ([\s\S]+)/;

const entryOf = (role: string, block: unknown): HistoryEntry => {
  const type = textField(block, 'type');
  const denied = type === 'tool_result' ? DENIAL.exec(textOf((block as { content?: unknown }).content))?.[1] : undefined;
  if (denied !== undefined) return { role: 'user', text: denied, callId: '' };
  return {
    role: role === 'user' && type === 'text' ? 'user' : 'other',
    text: type === 'text' ? textField(block, 'text') : '',
    callId: type === 'tool_use' ? textField(block, 'id') : '',
  };
};

const usageOf = ({ input, cached, written, output }: ScriptedUsage): object => ({
  input_tokens: input - cached - written,
  cache_read_input_tokens: cached,
  cache_creation_input_tokens: written,
  output_tokens: output,
});

const stops: Readonly<Record<AnswerEnd, string | null>> = { whole: null, truncated: 'max_tokens', refused: 'refusal' };

interface Block {
  readonly empty: object;
  readonly delta: (piece: string) => object;
  readonly last: object | null;
}

const blockOf = (part: AnswerPart, signature: string): Block => {
  if (part.kind === 'call')
    return {
      empty: { type: 'tool_use', id: part.id, name: part.call.name, input: {} },
      delta: (piece) => ({ type: 'input_json_delta', partial_json: piece }),
      last: null,
    };
  if (part.kind === 'reasoning')
    return {
      empty: { type: 'thinking', thinking: '', signature: '' },
      delta: (piece) => ({ type: 'thinking_delta', thinking: piece }),
      last: { type: 'signature_delta', signature },
    };
  return { empty: { type: 'text', text: '' }, delta: (piece) => ({ type: 'text_delta', text: piece }), last: null };
};

const errorTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

export const messagesWire: Wire = {
  name: 'messages',
  speaks: (path) => path.endsWith('/messages'),
  read: (body) => {
    const { model, messages, tools } = Request.parse(body);
    const history = messages.flatMap(({ role, content }) =>
      Array.isArray(content)
        ? content.map((block: unknown) => entryOf(role, block))
        : [entryOf(role, { type: 'text', text: textOf(content) })],
    );
    return {
      model,
      history,
      tools: tools.map((tool) => ({ name: tool.name, type: '', namespace: null, arguments: argumentNames(tool.input_schema) })),
    };
  },
  begin: (say, { model }) => {
    let index = 0;
    let called = false;
    const tell = (type: string, fields: object): void => say(type, { type, ...fields });
    const id = `msg_${randomBytes(8).toString('hex')}`;
    const usage = { input_tokens: 0, output_tokens: 1 };
    tell('message_start', {
      message: { id, type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null, usage },
    });
    return {
      part: async (part, pieces) => {
        const block = blockOf(part, `signed_${randomBytes(8).toString('hex')}`);
        tell('content_block_start', { index, content_block: block.empty });
        for await (const piece of pieces) tell('content_block_delta', { index, delta: block.delta(piece) });
        if (block.last !== null) tell('content_block_delta', { index, delta: block.last });
        tell('content_block_stop', { index });
        called ||= part.kind === 'call';
        index += 1;
      },
      failed: (code) => tell('error', { error: { type: code, message: 'failed by the script' } }),
      end: (end, told) => {
        tell('message_delta', {
          delta: { stop_reason: stops[end] ?? (called ? 'tool_use' : 'end_turn'), stop_sequence: null },
          usage: usageOf(told),
        });
        tell('message_stop', {});
      },
    };
  },
  error: (status, message, code) => ({ type: 'error', error: { type: code ?? errorTypes[status] ?? 'api_error', message } }),
};
