/** All four wire formats against a real server on loopback. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startModelServer, type ModelServer } from '#main/agents/testing/model-server.ts';
import { modelMessage } from '#main/agents/testing/model-script.ts';
import { createModelClient } from './create-model-client.ts';
import { ModelError } from './model-error.ts';
import type { ModelMessage } from './model-client.ts';
import { collect, endOf, loopbackClient, quickMeans, requestOf, targetOf, told, userMessage, wires } from './testing/loopback-client.ts';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer({ models: ['one', 'two'] });
});
afterAll(() => server.close());

const failureOf = async (parts: AsyncIterable<unknown>): Promise<ModelError> => {
  try {
    for await (const part of parts) void part;
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  throw new Error('it did not fail');
};

describe.each(wires)('%s', (wire) => {
  test('reasons, speaks, calls two tools at once, and takes their results', async () => {
    const client = loopbackClient(wire, server);
    const asked = userMessage([
      [{ think: 'Two things are wanted.' }, { say: 'I look.' }, { run: 'ls' }, { run: 'pwd' }],
      { say: 'Both are here.' },
    ]);
    const first = await collect(client.stream(requestOf([asked])));
    const { message, reason } = endOf(first);
    const calls = message.role === 'assistant' ? message.content.flatMap((part) => (part.kind === 'tool-call' ? [part] : [])) : [];
    expect(told(first).filter(([kind]) => kind !== 'tool-input')).toEqual([
      ['reasoning', 'Two things are wanted.'],
      ['text', 'I look.'],
      ['tool-call', '{"command":"ls"}'],
      ['tool-call', '{"command":"pwd"}'],
      ['end', 'tool-calls'],
    ]);
    expect(first.some(({ kind }) => kind === 'tool-input')).toBe(true);
    expect({ reason, tools: calls.map(({ tool }) => tool) }).toEqual({ reason: 'tool-calls', tools: ['shell', 'shell'] });

    const results = calls.map(({ id, tool }, index): ModelMessage => ({
      role: 'tool',
      callId: id,
      tool,
      text: `result ${index}`,
      failed: index === 1,
    }));
    // As it comes back from the journal.
    const journal = JSON.parse(JSON.stringify([asked, message, ...results])) as ModelMessage[];
    expect(told(await collect(client.stream(requestOf(journal))))).toEqual([
      ['text', 'Both are here.'],
      ['end', 'stop'],
    ]);
    const sent = JSON.stringify(server.requests.at(-1)?.body);
    const seals = /sealed_\w+|signed_\w+/.exec(JSON.stringify(message)) ?? /"thoughtSignature":"([^"]+)"/.exec(JSON.stringify(message));
    expect([sent.includes('result 0'), sent.includes('result 1'), sent.includes('Two things are wanted.')]).toEqual([true, true, true]);
    expect(wire === 'compatible' ? seals : sent.includes(seals?.at(-1) ?? 'nothing')).toBe(wire === 'compatible' ? null : true);
  });

  test('tells its usage in the same terms', async () => {
    const parts = await collect(
      loopbackClient(wire, server).stream(
        requestOf([userMessage([[{ say: 'Hi' }, { usage: { input: 1000, cached: 800, written: 100, output: 50, reasoning: 20 } }]])]),
      ),
    );
    expect(endOf(parts).usage).toEqual({
      inputTokens: 1000,
      cachedTokens: 800,
      cacheWriteTokens: wire === 'anthropic' ? 100 : 0,
      outputTokens: 50,
      reasoningTokens: wire === 'anthropic' ? 0 : 20,
    });
  });

  test('says how an answer ended', async () => {
    const client = loopbackClient(wire, server);
    const reasonOf = async (steps: Parameters<typeof userMessage>[0]) =>
      endOf(await collect(client.stream(requestOf([userMessage(steps)])))).reason;
    expect([
      await reasonOf([{ say: 'whole' }]),
      await reasonOf([[{ say: 'cut sho' }, { truncated: true }]]),
      await reasonOf([{ refuse: 'I would rather not.' }]),
    ]).toEqual(['stop', 'length', 'refusal']);
  });

  test.each([429, 500, 503, 529])('tries again after %i, and says so', async (status) => {
    const means = quickMeans();
    const parts = await collect(
      loopbackClient(wire, server, means).stream(
        requestOf([userMessage([[{ status, times: 2, headers: { 'retry-after': '7' } }, { say: `after ${status}` }]])]),
      ),
    );
    expect(told(parts).map(([kind]) => kind)).toEqual(['retry', 'retry', 'text', 'end']);
    expect(means.waits).toEqual([7_000, 7_000]);
  });

  test('tries again when the connection breaks before the first word, gives up after the bound', async () => {
    const means = quickMeans();
    const client = loopbackClient(wire, server, means);
    expect(told(await collect(client.stream(requestOf([userMessage([[{ cut: true, times: 1 }, { say: 'Here' }]])]))))).toEqual([
      ['retry', 'The connection to The provider broke before the answer was whole.'],
      ['text', 'Here'],
      ['end', 'stop'],
    ]);
    const error = await failureOf(client.stream(requestOf([userMessage([{ cut: true }])])));
    expect({ reason: error.reason, retryable: error.retryable, waits: means.waits }).toEqual({
      reason: 'cut',
      retryable: true,
      waits: [500, 500, 1_000, 2_000, 4_000, 8_000],
    });
  });

  test('a cut after the first word is told, not tried again', async () => {
    const means = quickMeans();
    const parts = loopbackClient(wire, server, means).stream(requestOf([userMessage([[{ say: 'half an ans' }, { cut: true }]])]));
    const error = await failureOf(parts);
    expect({ reason: error.reason, retryable: error.retryable, waits: means.waits }).toEqual({ reason: 'cut', retryable: true, waits: [] });
  });

  test('an error inside the stream', async () => {
    const failed = async (code: string) =>
      (await failureOf(loopbackClient(wire, server).stream(requestOf([userMessage([{ failed: code }])])))).reason;
    const overloaded = { openai: 'server_error', anthropic: 'overloaded_error', google: 'UNAVAILABLE', compatible: 'server_error' }[wire];
    expect(await failed(overloaded)).toBe('overloaded');
  });

  test.each([
    [400, 'context_length_exceeded', 'This model has a maximum context length of 8192 tokens.', 'context-full'],
    [400, null, 'Your credit balance is too low to access the API.', 'credit'],
    [429, 'insufficient_quota', 'You exceeded your current quota, please check your plan and billing details.', 'credit'],
    [401, null, 'Incorrect API key provided: key-of-the-test.', 'key'],
    [404, null, 'The model `nope` does not exist.', 'model'],
    [400, null, 'Something else is wrong with key-of-the-test.', 'request'],
  ])('%i %s is put into words, without the key', async (status, code, message, reason) => {
    const error = await failureOf(
      loopbackClient(wire, server).stream(requestOf([userMessage([{ status, message, ...(code === null ? {} : { code }) }])])),
    );
    expect({ reason: error.reason, retryable: error.retryable }).toEqual({ reason, retryable: false });
    expect([error.failure.message, error.failure.action]).not.toContain(undefined);
    expect(JSON.stringify(error.failure)).not.toContain('key-of-the-test');
  });

  test.each([
    ['before the first byte', [{ waitMs: 5_000 }, { say: 'late' }]],
    ['while it hangs', [{ say: 'begun' }, { hang: true as const }]],
    ['while it speaks', [{ say: 'x'.repeat(400), chunk: 4, delayMs: 20 }]],
  ])('stops within 100 ms %s', async (_when, step) => {
    const stop = new AbortController();
    const parts = loopbackClient(wire, server).stream(requestOf([userMessage([step])], { signal: stop.signal }));
    const read = collect(parts).then(
      () => 'ended',
      (error: unknown) => (error instanceof Error ? error.name : 'unknown'),
    );
    await new Promise((resolve) => setTimeout(resolve, 150));
    const at = performance.now();
    stop.abort();
    expect(await read).toBe('AbortError');
    expect(performance.now() - at).toBeLessThan(100);
  });

  test('stops while it waits for the next try', async () => {
    const stop = new AbortController();
    const client = createModelClient(targetOf(wire, server.port));
    const kinds: string[] = [];
    const read = (async () => {
      for await (const part of client.stream(
        requestOf([userMessage([{ status: 429, headers: { 'retry-after': '60' } }])], { signal: stop.signal }),
      )) {
        kinds.push(part.kind);
        stop.abort();
      }
    })();
    await expect(read).rejects.toMatchObject({ name: 'AbortError' });
    expect(kinds).toEqual(['retry']);
  });

  test('images of the user and of tools arrive', async () => {
    const base64 = Buffer.from('a picture').toString('base64');
    const image = { mime: 'image/png', base64 };
    const asked: ModelMessage = { role: 'user', text: modelMessage([{ run: 'shot' }, { say: 'Seen.' }]), images: [image] };
    const client = loopbackClient(wire, server);
    const { message } = endOf(await collect(client.stream(requestOf([asked]))));
    const call = message.role === 'assistant' ? message.content.find((part) => part.kind === 'tool-call') : undefined;
    const result: ModelMessage = { role: 'tool', callId: call?.id ?? '', tool: 'shell', text: 'see', failed: false, images: [image] };
    await collect(client.stream(requestOf([asked, message, result])));
    expect(JSON.stringify(server.requests.at(-1)?.body).split(base64)).toHaveLength(3);
  });
});

test('nobody answers at the address: said at once', async () => {
  const means = quickMeans();
  const gone = await startModelServer();
  await gone.close();
  const error = await failureOf(
    createModelClient(targetOf('compatible', gone.port, { label: 'Ollama' }), means).stream(requestOf([userMessage([])])),
  );
  expect({ failure: error.failure, waits: means.waits }).toMatchObject({
    failure: {
      message: `Nobody answers at http://127.0.0.1:${gone.port}/v1.`,
      action: 'Start Ollama, or correct its address in Settings, Models and keys.',
    },
    waits: [],
  });
});

test('who is asked to wait very long is told, not kept', async () => {
  const error = await failureOf(
    loopbackClient('openai', server).stream(requestOf([userMessage([{ status: 429, headers: { 'retry-after': '600' } }])])),
  );
  expect(error.failure.action).toBe('It asks to come back in 10 minutes; another model may be free now.');
});

test('Anthropic gets its cache marks, OpenAI its key of the cache and no storing', async () => {
  const messages = [
    userMessage([{ say: 'a' }]),
    { role: 'assistant', content: [{ kind: 'text', text: 'a', provider: null }] },
    userMessage([]),
  ] as const;
  await collect(loopbackClient('anthropic', server).stream(requestOf(messages)));
  expect(JSON.stringify(server.requests.at(-1)?.body).split('cache_control')).toHaveLength(5);
  await collect(loopbackClient('openai', server).stream(requestOf(messages)));
  expect(server.requests.at(-1)?.body).toMatchObject({
    store: false,
    prompt_cache_key: 'thread-1',
    include: ['reasoning.encrypted_content'],
    reasoning: { effort: 'high', summary: 'auto' },
  });
});

test('an account that may not see summaries goes on without', async () => {
  const message = 'Your organization must be verified to generate reasoning summaries.';
  const parts = await collect(
    loopbackClient('openai', server).stream(requestOf([userMessage([[{ status: 400, message, times: 1 }, { say: 'Without' }]])])),
  );
  expect(told(parts)).toEqual([
    ['text', 'Without'],
    ['end', 'stop'],
  ]);
  expect(server.requests.at(-1)?.body['reasoning']).toEqual({ effort: 'high' });
});

test('says once that little is left', async () => {
  const headers = { 'x-ratelimit-limit-tokens': '30000', 'x-ratelimit-remaining-tokens': '1200', 'x-ratelimit-reset-tokens': '1m30s' };
  const client = loopbackClient('openai', server);
  const parts = [
    ...(await collect(client.stream(requestOf([userMessage([[{ say: 'a' }, { headers }]])])))),
    ...(await collect(client.stream(requestOf([userMessage([[{ say: 'b' }, { headers }]])])))),
  ];
  expect(parts.filter(({ kind }) => kind === 'limits')).toEqual([
    { kind: 'limits', text: '1,200 of 30,000 tokens are left.', resetsAt: 90_000 },
  ]);
});

test('thoughts of another model are left out', async () => {
  const asked = userMessage([[{ think: 'Mine alone' }, { run: 'ls' }], { say: 'Done.' }]);
  const { message } = endOf(await collect(loopbackClient('anthropic', server).stream(requestOf([asked]))));
  const call = message.role === 'assistant' ? message.content.find(({ kind }) => kind === 'tool-call') : undefined;
  const callId = call?.kind === 'tool-call' ? call.id : '';
  const messages: readonly ModelMessage[] = [asked, message, { role: 'tool', callId, tool: 'shell', text: 'out', failed: false }];
  const other = createModelClient(targetOf('anthropic', server.port, { model: 'claude-sonnet-5-5' }), quickMeans());
  expect(told(await collect(other.stream(requestOf(messages))))).toEqual([
    ['text', 'Done.'],
    ['end', 'stop'],
  ]);
  const { body, headers } = server.requests.at(-1)!;
  expect(JSON.stringify(body)).not.toContain('"thinking":"Mine alone"');
  expect(body['thinking']).toEqual({
    type: 'adaptive',
    display: 'summarized',
    block_binding: { prefix_mismatch_behavior: 'drop_block' },
  });
  expect(headers['anthropic-beta']).toContain('thinking-binding-controls');
});
