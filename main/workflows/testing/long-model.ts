/**
 * A model on loopback that plays all three roles of a long task by itself, over Chat Completions: it plans, works until its
 * context is full (twice), is sent back once, and judges by what it sees in the folder. It answers by what the conversation
 * says and keeps no state, so that it may be killed with the core at any moment.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chatWire } from '#main/agents/testing/chat-wire.ts';
import { streamAnswer } from '#main/agents/testing/model-answer.ts';
import type { Conversation } from '#main/agents/testing/model-conversation.ts';
import { textOf } from '#main/agents/testing/model-wire.ts';
import type { ModelBlock } from '#main/agents/testing/model-script.ts';

/** The window that fits to what the model says: full after a few steps. In tokens. */
export const LONG_MODEL_WINDOW = 12_000;
export const LONG_PROMPT = 'Write greet.txt with a greeting, and sign it.';

const block = (name: string, value: unknown): ModelBlock => ({
  say: `So be it.\n\n\`\`\`${name}\n${JSON.stringify(value)}\n\`\`\``,
  chunk: 4_000,
});
const say = (text: string): ModelBlock => ({ say: text, chunk: 8_000 });
/** Slowly enough for a test to pull the plug in the middle. */
const slowly = (text: string): ModelBlock => ({ say: text, chunk: 20, delayMs: 15 });
const run = (command: string): ModelBlock => ({ run: command, args: { seconds: 20 } });

const plan = {
  plan: 'Write it, then sign it.',
  criteria: [{ text: 'greet.txt greets' }, { text: 'greet.txt is signed', verify: 'cat greet.txt' }],
};

const verdictOn = (output: string): ModelBlock => {
  const signed = output.includes('signed');
  const note = signed ? 'The last line is a signature.' : 'There is no signature in it.';
  return block('verdict', {
    summary: signed ? 'All is there.' : 'It is not signed.',
    findings: [
      { criterion: 'c1', pass: output.includes('hello'), note: 'It says hello.' },
      { criterion: 'c2', pass: signed, note },
    ],
  });
};

const progress = (done: string, next: string): ModelBlock =>
  slowly(
    `## Goal\n\nA greeting in greet.txt.\n\n## Done\n\n${done}\n\n## Next\n\n${next}\n\n## Decisions\n\nPlain text.\n\n## Open questions\n\nnone\n\n## How to verify\n\ncat greet.txt`,
  );

/** Long words, as a model has them that thinks aloud: what fills a context and cannot be trimmed. */
const fill = (step: number): readonly ModelBlock[] => [say(`Step ${step}: ${'I look around. '.repeat(400)}`), run(`echo looked ${step}`)];

/** The generator in the context after so many handoffs. */
const work = (handoffs: number, results: readonly string[]): readonly ModelBlock[] => {
  if (handoffs === 0) return fill(results.length + 1);
  if (handoffs === 1) return results.length === 0 ? [run("printf 'hello\\n' > greet.txt")] : fill(results.length + 1);
  return [say('It greets.')];
};

/** What the tools gave back, oldest first. */
const resultsIn = (body: { readonly messages?: readonly { readonly role: string; readonly content: unknown }[] }): readonly string[] =>
  (body.messages ?? []).flatMap(({ role, content }) => (role === 'tool' ? [textOf(content)] : []));

/** What it answers to this conversation. */
export const answerOf = ({ history }: Pick<Conversation, 'history'>, results: readonly string[]): readonly ModelBlock[] => {
  const users = history.filter(({ role }) => role === 'user');
  const first = users[0]?.text ?? '';
  const last = users.at(-1)?.text ?? '';
  const since = history.slice(history.findLastIndex(({ role }) => role === 'user') + 1);
  const handoffs = Number(/^<progress>\n# Progress, handoff (\d+)/.exec(first)?.[1] ?? 0);
  if (last.startsWith('The context is nearly full. Write the progress file'))
    return [handoffs === 0 ? progress('Looked around.', 'Write greet.txt') : progress('greet.txt is written.', 'End the turn')];
  if (last.startsWith('The context is nearly full.')) return [say('Looked around; greet.txt is to be written.')];
  if (first.startsWith('You plan a task ')) return [block('criteria', plan)];
  if (first.startsWith('You judge the work ')) return results.length === 0 ? [run('cat greet.txt')] : [verdictOn(results.join('\n'))];
  if (last.startsWith('The evaluator has judged'))
    return since.length === 0 ? [run("printf 'signed\\n' >> greet.txt")] : [say('It is signed now.')];
  return work(handoffs, results);
};

export interface LongModel {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export const startLongModel = async (): Promise<LongModel> => {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (request.method === 'GET') {
        response.writeHead(200, { 'content-type': 'application/json' });
        return void response.end(JSON.stringify({ object: 'list', data: [{ id: 'long', object: 'model' }] }));
      }
      const body = JSON.parse(Buffer.concat(pieces).toString('utf8')) as Parameters<typeof resultsIn>[0];
      const conversation = chatWire.read(body, request.url ?? '');
      const number = conversation.history.length;
      void streamAnswer(response, chatWire, conversation, { number, blocks: answerOf(conversation, resultsIn(body)), message: '' });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
