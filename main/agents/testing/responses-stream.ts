/** Writes an answer in the form of the Responses API: server-sent events. */
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { ModelBlock } from './model-script.ts';
import { callFor, type ResponsesRequest, type ToolCall } from './responses-request.ts';

const newId = (prefix: string): string => `${prefix}_${randomBytes(8).toString('hex')}`;
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const DEFAULT_CHUNK_CHARS = 16;
const CHARS_PER_TOKEN = 4;

const piecesOf = (text: string, chars: number): readonly string[] => {
  const points = [...text];
  return Array.from({ length: Math.max(1, Math.ceil(points.length / chars)) }, (_, index) =>
    points.slice(index * chars, (index + 1) * chars).join(''),
  );
};

type Say = (type: string, fields: object) => void;
type Item = Readonly<Record<string, unknown>> & { readonly id: string };

/** How an item of the answer grows: event name, field of its pieces, whole. */
interface Growth {
  readonly item: Item;
  readonly empty: Item;
  readonly event: string;
  readonly extra: object;
  readonly text: string;
  readonly before?: readonly [string, object];
}

const messageOf = (text: string): Growth => {
  const id = newId('msg');
  const part = { type: 'output_text', text, annotations: [], logprobs: [] };
  const item = { id, type: 'message', status: 'completed', role: 'assistant', content: [part] };
  return {
    item,
    empty: { ...item, status: 'in_progress', content: [] },
    event: 'response.output_text',
    extra: { content_index: 0 },
    text,
    before: ['response.content_part.added', { content_index: 0, part: { ...part, text: '' } }],
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
    text,
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
    text: call.input,
  };
};

const grow = async (
  say: Say,
  growth: Growth,
  index: number,
  pace: { chunk?: number | undefined; delayMs?: number | undefined },
): Promise<void> => {
  const at = { output_index: index, item_id: growth.item.id, ...growth.extra };
  say('response.output_item.added', { output_index: index, item: growth.empty });
  if (growth.before !== undefined) say(growth.before[0], { ...at, ...growth.before[1] });
  for (const delta of piecesOf(growth.text, pace.chunk ?? Math.max(DEFAULT_CHUNK_CHARS, Math.ceil(growth.text.length / 200)))) {
    if (pace.delayMs !== undefined) await pause(pace.delayMs);
    say(`${growth.event}.delta`, { ...at, delta });
  }
  say(`${growth.event}.done`, { ...at, text: growth.text });
  say('response.output_item.done', { output_index: index, item: growth.item });
};

const growthOf = (block: ModelBlock, request: ResponsesRequest, step: number, index: number): Growth | null => {
  if ('say' in block) return messageOf(block.say);
  if ('think' in block) return reasoningOf(block.think);
  const isCall = 'run' in block || 'patch' in block || 'call' in block;
  if (!isCall) return null;
  const call = callFor(block, request);
  return call === null
    ? messageOf(`There is no tool for ${JSON.stringify(block)}.`)
    : toolCallOf(call, `call_s${step}_${index}_${randomBytes(4).toString('hex')}`);
};

const usageOf = (blocks: readonly ModelBlock[], request: ResponsesRequest): object => {
  const told = blocks.flatMap((block) => ('usage' in block ? [block.usage] : []))[0];
  const input = told?.input ?? Math.ceil(JSON.stringify(request.input).length / CHARS_PER_TOKEN);
  const output = told?.output ?? Math.ceil(JSON.stringify(blocks).length / CHARS_PER_TOKEN);
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: told?.cached ?? 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
};

/** Streams the blocks in order. Faults among them take effect where they stand. */
export const streamAnswer = async (
  response: ServerResponse,
  request: ResponsesRequest,
  step: number,
  blocks: readonly ModelBlock[],
): Promise<void> => {
  const headers = Object.assign({}, ...blocks.map((block) => ('headers' in block ? block.headers : {}))) as Record<string, string>;
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...headers });
  let sequence = 0;
  const say: Say = (type, fields) => {
    if (!response.destroyed)
      response.write(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...fields })}\n\n`);
  };
  const base = { id: newId('resp'), object: 'response', model: request.model, status: 'in_progress', output: [] as Item[], usage: null };
  say('response.created', { response: base });
  for (const block of blocks) {
    if (response.destroyed) return;
    if ('waitMs' in block) await pause(block.waitMs);
    if ('cut' in block) {
      // What was said must have left before the connection breaks.
      await new Promise((resolve) => response.write(': cut\n\n', resolve));
      return void response.destroy();
    }
    if ('hang' in block) return void (await new Promise((resolve) => response.once('close', resolve)));
    if ('failed' in block) {
      say('response.failed', { response: { ...base, status: 'failed', error: { code: block.failed, message: 'failed by the script' } } });
      return void response.end();
    }
    const growth = growthOf(block, request, step, base.output.length);
    if (growth === null) continue;
    await grow(say, growth, base.output.length, 'say' in block || 'think' in block ? block : {});
    base.output.push(growth.item);
  }
  say('response.completed', { response: { ...base, status: 'completed', usage: usageOf(blocks, request) } });
  response.end();
};
