import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failure } from '#contract/failure.ts';
import { INITIAL_CREDIT_MESSAGES, type CoreMessage } from '#contract/rpc.ts';
import { CallFailed } from '#contract/client-protocol.ts';
import { Lifetime } from '#main/base/disposable.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { openLog } from '#main/base/log.ts';
import { MAX_WAITING_EVENTS } from './serve-topic.ts';
import { draft, draftTopic, recorder, smallCore } from './testing/small-core.ts';
import { wires, type Wire } from './testing/wires.ts';

const logs = mkdtempSync(join(tmpdir(), 'switchyard-log-'));
openLog(logs);
afterAll(() => rmSync(logs, { recursive: true }));

const failureFrom = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof CallFailed) return error.failure;
  throw new Error(`not a failed call: ${String(error)}`);
};

describe.each(Object.entries(wires))('the contract over a %s', (_name, connect) => {
  let lifetime: Lifetime;
  beforeEach(() => (lifetime = new Lifetime()));
  afterEach(() => lifetime.dispose());
  const wire = (given: Partial<Handlers>): Promise<Wire> => connect(smallCore(given), lifetime);

  test('answers calls, with the defaults of the schema filled in', async () => {
    const { client } = await wire({ 'projects.files': ({ query, limit }) => [`${query} ${limit}`] });
    expect(await client.call('projects.files', { project: 'p_000000' as never, query: 'a' })).toEqual(['a 50']);
  });

  test('passes on an expected failure whole, and a bug as a reference', async () => {
    const { client } = await wire({
      'app.demo': () => {
        throw failure('exists', 'There is a demo.', 'Open it.', { paths: ['/demo'] });
      },
    });
    expect(await failureFrom(client.call('app.demo', {}))).toEqual({
      kind: 'exists',
      message: 'There is a demo.',
      action: 'Open it.',
      paths: ['/demo'],
    });
    const bug = await failureFrom(client.call('app.info', {}));
    expect(bug).toMatchObject({ kind: 'bug', message: 'Something broke.', reference: expect.stringMatching(/^[0-9a-f]{8}$/) });
    expect(JSON.stringify(bug)).not.toContain('the test has no');
    const logged = readFileSync(join(logs, 'core.log'), 'utf8')
      .split('\n')
      .find((line) => line.includes(bug.reference ?? 'no reference'));
    expect(logged).toContain('the test has no app.info');
  });

  test('refuses input, output and methods that the contract does not know', async () => {
    const { client } = await wire({ 'app.pick-folder': () => 7 as never });
    expect(await failureFrom(client.call('projects.add', { path: '' }))).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('path'),
    });
    expect(await failureFrom(client.call('app.pick-folder', {}))).toMatchObject({ kind: 'bug' });
    for (const name of ['no.such', 'toString', '__proto__', 'board']) {
      expect(await failureFrom(client.call(name as never, {} as never))).toMatchObject({ kind: 'not-found' });
    }
  });

  test('cancelling a call aborts it in the core', async () => {
    const started = Promise.withResolvers<void>();
    const stopped = Promise.withResolvers<void>();
    const { client } = await wire({
      'agents.refresh': (_input, { signal }) => {
        signal.addEventListener('abort', () => stopped.resolve());
        started.resolve();
        return new Promise<null>(() => undefined);
      },
    });
    const aborter = new AbortController();
    const call = failureFrom(client.call('agents.refresh', {}, { signal: aborter.signal }));
    await started.promise;
    aborter.abort();
    expect(await call).toEqual({ kind: 'cancelled', message: 'Stopped.' });
    await stopped.promise;
  });

  test('a topic begins with what is and goes on with what happens', async () => {
    const topic = draftTopic();
    const { client } = await wire({ 'drafts.new-task': () => topic, 'agents.refresh': () => null });
    const heard = recorder();
    const stop = client.subscribe('drafts.new-task', {}, heard.listener);
    await heard.until(1);
    topic.set(draft('a'));
    topic.set(draft('b'));
    await heard.until(2);
    stop();
    await client.call('agents.refresh', {});
    topic.set(draft('c'));
    await client.call('agents.refresh', {});
    expect(heard.told).toEqual([{ snapshot: 'start' }, { events: ['a', 'b'] }]);
  });

  test('a subscription to nothing fails, whether it is found out early or late', async () => {
    const { client } = await wire({
      'drafts.new-task': () => ({
        prepare: () => Promise.reject(failure('not-found', 'Gone.')),
        snapshot: () => draft(''),
        listen: () => ({ dispose: () => undefined }),
      }),
    });
    const heard = recorder();
    client.subscribe('drafts.new-task', {}, heard.listener);
    client.subscribe('no.such' as 'drafts.new-task', {}, heard.listener);
    await heard.until(2);
    expect(heard.told).toEqual(expect.arrayContaining([{ failed: 'not-found' }, { failed: 'not-found' }]));
  });

  test('many more events than fit arrive in order and without a loss while the client keeps up', async () => {
    const topic = draftTopic('0');
    const { client } = await wire({ 'drafts.new-task': () => topic });
    const heard = recorder();
    client.subscribe('drafts.new-task', {}, heard.listener);
    await heard.until(1);
    for (let number = 1; number <= 200; number += 1) {
      topic.set(draft(String(number)));
      await heard.until(number + 1);
    }
    expect(heard.told.slice(1)).toEqual(Array.from({ length: 200 }, (_, index) => ({ events: [String(index + 1)] })));
  });
});

describe('a client that the core cannot trust', () => {
  let lifetime: Lifetime;
  beforeEach(() => (lifetime = new Lifetime()));
  afterEach(() => lifetime.dispose());

  test.each([
    ['no object', 7],
    ['nothing', null],
    ['no id', { call: 'app.info' }],
    ['a negative id', { id: -1, call: 'app.info' }],
    ['a method that is no text', { id: 1, call: {} }],
    ['credit that is no number', { id: 1, credit: 'much' }],
  ])('loses its connection for a message that is %s, and the core goes on', async (_name, message) => {
    const { channel, lost } = await wires['WebSocket']!(smallCore({}), lifetime);
    channel.send(message as never);
    await lost;
  });

  test('gets no more than its credit, and then one fresh snapshot for all that was dropped', async () => {
    const topic = draftTopic('0');
    const { port1, port2 } = new (await import('node:worker_threads')).MessageChannel();
    const { servePort } = await import('./message-port.ts');
    lifetime.own(servePort(port1, smallCore({ 'drafts.new-task': () => topic, 'agents.refresh': () => null })));
    lifetime.own({ dispose: () => port2.close() });
    const got: CoreMessage[] = [];
    let wake: (() => void) | null = null;
    port2.on('message', (message: CoreMessage) => {
      got.push(message);
      wake?.();
    });
    const until = async (count: number): Promise<void> => {
      while (got.length < count) await new Promise<void>((resolve) => (wake = resolve));
    };
    port2.postMessage({ id: 1, subscribe: 'drafts.new-task', params: {} });
    await until(1);
    for (let number = 1; number < INITIAL_CREDIT_MESSAGES; number += 1) {
      topic.set(draft(String(number)));
      await until(number + 1);
    }
    for (let number = 0; number <= MAX_WAITING_EVENTS; number += 1) topic.set(draft(`lost ${number}`));
    topic.set(draft('last'));
    // An answer to a call shows that the core had its turn and still sent nothing.
    port2.postMessage({ id: 2, call: 'agents.refresh', input: {} });
    await until(INITIAL_CREDIT_MESSAGES + 1);
    port2.postMessage({ id: 1, credit: 1 });
    await until(INITIAL_CREDIT_MESSAGES + 2);
    const eventCount = INITIAL_CREDIT_MESSAGES - 1 + MAX_WAITING_EVENTS + 2;
    expect(got.slice(-3)).toEqual([
      { id: 1, events: [draft(String(INITIAL_CREDIT_MESSAGES - 1))], number: INITIAL_CREDIT_MESSAGES - 1 },
      { id: 2, result: null },
      { id: 1, snapshot: draft('last'), number: eventCount },
    ]);
  });
});
