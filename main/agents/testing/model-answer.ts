/** Plays a step of the script in a wire format. Faults take effect where they stand. */
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { callFor, type Conversation } from './model-conversation.ts';
import type { ModelBlock, ModelStep, ScriptedUsage } from './model-script.ts';
import type { AnswerEnd, AnswerPart, Wire } from './model-wire.ts';

const DEFAULT_CHUNK_CHARS = 16;
const PIECES_MAX = 200;
const CHARS_PER_TOKEN = 4;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const piecesOf = async function* (text: string, block: ModelBlock): AsyncIterable<string> {
  const pace: { chunk?: number | undefined; delayMs?: number | undefined } = 'say' in block || 'think' in block ? block : {};
  const points = [...text];
  const chars = pace.chunk ?? Math.max(DEFAULT_CHUNK_CHARS, Math.ceil(points.length / PIECES_MAX));
  for (let at = 0; at === 0 || at < points.length; at += chars) {
    if (pace.delayMs !== undefined) await pause(pace.delayMs);
    yield points.slice(at, at + chars).join('');
  }
};

const partOf = (block: ModelBlock, conversation: Conversation, step: number, index: number): AnswerPart | null => {
  if ('say' in block) return { kind: 'text', text: block.say };
  if ('think' in block) return { kind: 'reasoning', text: block.think };
  if ('refuse' in block) return { kind: 'refusal', text: block.refuse };
  if (!('run' in block || 'patch' in block || 'call' in block)) return null;
  const call = callFor(block, conversation.tools);
  return call === null
    ? { kind: 'text', text: `There is no tool for ${JSON.stringify(block)}.` }
    : { kind: 'call', id: `call_s${step}_${index}_${randomBytes(4).toString('hex')}`, call };
};

const endOf = (blocks: readonly ModelBlock[]): AnswerEnd => {
  if (blocks.some((block) => 'truncated' in block)) return 'truncated';
  return blocks.some((block) => 'refuse' in block) ? 'refused' : 'whole';
};

const usageOf = (blocks: readonly ModelBlock[], conversation: Conversation): ScriptedUsage =>
  blocks.flatMap((block) => ('usage' in block ? [block.usage] : []))[0] ?? {
    input: Math.ceil(JSON.stringify(conversation.history).length / CHARS_PER_TOKEN),
    cached: 0,
    written: 0,
    output: Math.ceil(JSON.stringify(blocks).length / CHARS_PER_TOKEN),
    reasoning: 0,
  };

const textOf = (part: AnswerPart): string => (part.kind === 'call' ? part.call.input : part.text);

/** Streams the blocks in order. */
export const streamAnswer = async (
  response: ServerResponse,
  wire: Wire,
  conversation: Conversation,
  { number, blocks }: ModelStep,
): Promise<void> => {
  const headers = Object.assign({}, ...blocks.map((block) => ('headers' in block ? block.headers : {}))) as Record<string, string>;
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...headers });
  const writer = wire.begin((name, data) => {
    if (response.destroyed) return;
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    response.write(`${name === null ? '' : `event: ${name}\n`}data: ${text}\n\n`);
  }, conversation);
  let parts = 0;
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
      writer.failed(block.failed);
      return void response.end();
    }
    const part = partOf(block, conversation, number, parts);
    if (part === null) continue;
    await writer.part(part, piecesOf(textOf(part), block));
    parts += 1;
  }
  writer.end(endOf(blocks), usageOf(blocks, conversation));
  response.end();
};
