import { expect, test } from 'vitest';
import { contextParts } from '#contract/context.ts';
import type { ModelClient, ModelMessage, ModelPart, ModelRequest } from '#main/models/model-client.ts';
import { compacted, carriedWords } from './compaction.ts';
import { keepContext, type CallAccount, type KeepRequest } from './keep-context.ts';
import { measureParts, scaleParts } from './parts.ts';
import { missingSections, parseProgress, progressSections } from './progress.ts';
import { trimToolOutput } from './trim.ts';

const user = (text: string): ModelMessage => ({ role: 'user', text, images: [] });
const tool = (text: string): ModelMessage => ({ role: 'tool', callId: 'c', tool: 'shell', text, failed: false });
const said = (text: string): ModelMessage => ({ role: 'assistant', content: [{ kind: 'text', text, provider: null }] });
const prompt = { system: 'You work.', instructions: '', skills: '' };

/** A model that answers with these texts in order, and keeps what it was asked. */
const speaking = (contextWindow: number | null, ...answers: readonly string[]): ModelClient & { readonly asked: ModelRequest[] } => {
  const asked: ModelRequest[] = [];
  return {
    id: 'local/test',
    contextWindow,
    cost: () => null,
    asked,
    // oxlint-disable-next-line require-await
    stream: async function* (request): AsyncIterable<ModelPart> {
      const text = answers[asked.length] ?? '';
      asked.push(request);
      if (text !== '') yield { kind: 'text', id: 't', text };
      const usage = { inputTokens: 1_000, cachedTokens: 900, cacheWriteTokens: 0, outputTokens: 10, reasoningTokens: 0 };
      yield { kind: 'end', end: { reason: 'stop', usage, message: { role: 'assistant', content: [] } } };
    },
  };
};

const calls: CallAccount[] = [];
const keep = (client: ModelClient, messages: readonly ModelMessage[], more: Partial<KeepRequest> = {}) =>
  keepContext({
    client,
    prompt,
    tools: [],
    messages,
    mode: 'small',
    charsPerToken: 4,
    effort: null,
    cacheKey: 'k',
    signal: new AbortController().signal,
    handoff: 1,
    onCall: (call) => calls.push(call),
    onText: () => undefined,
    ...more,
  });

test('parts add up to what the provider counted, whatever the rounding', () => {
  const chars = measureParts({
    prompt: { ...prompt, skills: 'abc' },
    tools: [],
    messages: [user('hi'), tool('out'), said('yes'), user('<instructions path="a">')],
  });
  for (const tokens of [0, 1, 7, 1_000, 123_457]) {
    const scaled = scaleParts(chars, tokens);
    expect(contextParts.reduce((sum, part) => sum + scaled[part], 0)).toBe(tokens);
  }
  expect(contextParts.filter((part) => chars[part] > 0)).toEqual(['system', 'instructions', 'skills', 'user', 'assistant', 'tool-output']);
});

test('old output goes first, the newest stays, and nothing is trimmed twice', () => {
  const messages = [user('a'), tool('x'.repeat(2_000)), tool('y'.repeat(2_000)), said('b'), tool('z'.repeat(2_000))];
  const once = trimToolOutput(messages, 1_000, 2_500);
  expect(once.messages.map((message) => (message.role === 'tool' ? message.text.length < 2_000 : null))).toEqual([
    null,
    true,
    false,
    null,
    false,
  ]);
  expect(trimToolOutput(once.messages.slice(0, 2), 10_000, 0)).toEqual({ messages: once.messages.slice(0, 2), freedChars: 0 });
});

test('below the limits nothing is touched', async () => {
  const client = speaking(10_000);
  expect([await keep(client, [user('x'.repeat(20_000))]), client.asked.length]).toEqual([{ kind: 'as-it-was' }, 0]);
});

test('where trimming is enough no model is asked', async () => {
  const client = speaking(10_000);
  const kept = await keep(client, [user('task'), tool('x'.repeat(24_000)), said('next'), user('y'.repeat(8_000))]);
  expect([kept.kind, client.asked.length]).toEqual(['trimmed', 0]);
});

test('a summary keeps the user’s own words, over summaries of summaries', async () => {
  const client = speaking(10_000, 'It was all about greeting.');
  const kept = await keep(client, [user('Greet them'), said('x'.repeat(34_000))]);
  if (kept.kind !== 'compacted') throw new Error(kept.kind);
  expect([kept.text, kept.messages.length, carriedWords(kept.messages)]).toEqual(['It was all about greeting.', 1, ['Greet them']]);
  expect(carriedWords(compacted([...kept.messages, user('And sign it')], 'again'))).toEqual(['Greet them', 'And sign it']);
  expect(calls.at(-1)).toMatchObject({ purpose: 'compaction', inputTokens: 1_000, cachedTokens: 900 });
});

const whole = progressSections.map((name) => `## ${name}\n\nabout ${name}`).join('\n\n');

test('a handoff leaves the file alone, with the user’s words and all six sections', async () => {
  const client = speaking(10_000, `Here it is.\n\n${whole}`);
  const kept = await keep(client, [user('Greet them'), said('x'.repeat(34_000))], { mode: 'structured' });
  if (kept.kind !== 'handed-off') throw new Error(kept.kind);
  const [message] = kept.messages;
  expect([kept.messages.length, message?.role === 'user' && message.text.includes(kept.text)]).toEqual([1, true]);
  expect(kept.text).toContain("## The user's words\n\n<user>\nGreet them\n</user>");
  expect(missingSections(parseProgress(kept.text))).toEqual([]);
  const again = await keep(speaking(10_000, whole), [...kept.messages, user('Also sign'), said('x'.repeat(34_000))], {
    mode: 'structured',
    handoff: 2,
  });
  expect(again.kind === 'handed-off' && [...again.text.matchAll(/<user>\n(.*)\n/g)].map((match) => match[1])).toEqual([
    'Greet them',
    'Also sign',
  ]);
});

test('a file with sections missing is asked for once more, and taken as it is after that', async () => {
  const client = speaking(10_000, '## Goal\n\nGreet', whole);
  const kept = await keep(client, [said('x'.repeat(34_000))], { mode: 'structured' });
  expect([client.asked.length, kept.kind === 'handed-off' && missingSections(parseProgress(kept.text))]).toEqual([2, []]);
  const stubborn = await keep(speaking(10_000, 'just words', 'just words'), [said('x'.repeat(34_000))], { mode: 'structured' });
  expect(stubborn.kind === 'handed-off' && parseProgress(stubborn.text)).toMatchObject({ Goal: '(not given)', Done: 'just words' });
});

test('a full context makes room however little we reckon; a silent model is a failure with words', async () => {
  const kept = await keep(speaking(null, 'sum'), [user('hi'), tool('x'.repeat(90_000))], { force: true });
  expect(kept.kind).toBe('compacted');
  await expect(keep(speaking(10_000), [said('x'.repeat(34_000))])).rejects.toThrow('wrote no summary');
});

test('what is asked to make room fits into the window itself', async () => {
  const client = speaking(10_000, 'sum');
  await keep(client, [user('a'), ...Array.from({ length: 30 }, (_, index) => tool(`${index}${'x'.repeat(3_000)}`))]);
  const chars = (client.asked[0]?.messages ?? []).reduce(
    (sum, message) => sum + (message.role === 'assistant' ? 0 : message.text.length),
    0,
  );
  expect(chars / 4).toBeLessThan(9_000);
});
