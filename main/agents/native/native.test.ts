/** What the native agent does beyond what every backend does: its own tools, its order of things, its memory. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failure } from '#contract/failure.ts';
import type { AgentBackend, AgentEvent } from '#main/agents/agent-backend.ts';
import { modelMessage } from '#main/agents/testing/model-script.ts';
import { memoryJournal } from '#main/agents/testing/memory-journal.ts';
import { startModelServer, type ModelServer } from '#main/agents/testing/model-server.ts';
import { addFile, meansFor } from '#main/agents/testing/native-subject.ts';
import { itemsOf, openRecorded, type RecordedSession } from '#main/agents/testing/recorded-session.ts';
import { sandboxAt } from '#main/agents/testing/sandbox-at.ts';
import { makeRepository } from '#main/agents/testing/temporary-repository.ts';
import { loopbackClient } from '#main/models/testing/loopback-client.ts';
import { openPtyHost, type RunningPtyHost } from '#main/pty/start-pty-host.ts';
import { createNativeBackend } from './native-backend.ts';
import type { NativeMeans, OutsideTool } from './native-means.ts';

let cwd = '';
let model: ModelServer;
let ptys: RunningPtyHost;
let repository: Awaited<ReturnType<typeof makeRepository>>;
const made: AgentBackend[] = [];

beforeAll(async () => {
  model = await startModelServer();
  ptys = openPtyHost();
  repository = await makeRepository();
  cwd = repository.path;
});
afterAll(async () => {
  await Promise.all(made.map((backend) => backend.dispose()));
  await ptys.dispose();
  await model.close();
  await repository.dispose();
});

const backendWith = (more: Partial<NativeMeans> = {}): AgentBackend => {
  const backend = createNativeBackend('native', { backend: 'native' }, meansFor(loopbackClient('openai', model), { ptys, ...more }));
  made.push(backend);
  return backend;
};
const open = (more: Partial<NativeMeans> = {}): Promise<RecordedSession> => openRecorded(backendWith(more), { cwd, environment: {} });

/** What the model was sent last. */
const sent = (): string => JSON.stringify(model.requests.at(-1));
const order = (events: readonly AgentEvent[]): readonly string[] =>
  events.flatMap((event) => {
    if (event.kind !== 'item-started' && event.kind !== 'item-ended') return [];
    const name = event.item.kind === 'command' ? event.item.command : event.item.kind === 'file-change' ? 'patch' : null;
    return name === null ? [] : [`${event.kind === 'item-started' ? '+' : '-'} ${name}`];
  });

test('calls of one step that only read run at once, those that change something in order', async () => {
  const { turn, events, session } = await open();
  await turn(
    modelMessage([
      [
        { run: 'cat README.md' },
        { run: 'head -1 README.md' },
        { run: 'echo 1 > order.txt' },
        { patch: addFile('two.txt', '2\n') },
        { run: 'cat two.txt order.txt' },
      ],
      { say: 'So' },
    ]),
  );
  const seen = order(events);
  expect(seen.slice(0, 2)).toEqual(['+ cat README.md', '+ head -1 README.md']);
  expect(seen.slice(2, 4).toSorted()).toEqual(['- cat README.md', '- head -1 README.md']);
  expect(seen.slice(4)).toEqual([
    '+ echo 1 > order.txt',
    '- echo 1 > order.txt',
    '+ patch',
    '- patch',
    '+ cat two.txt order.txt',
    '- cat two.txt order.txt',
  ]);
  expect(itemsOf(events).find(({ text }) => text.startsWith('2'))?.text).toBe('2\n1\n');
  await session.close();
});

test('a server lives on between turns, is talked to, listed and ended', async () => {
  const backend = backendWith();
  const { turn, session, events } = await openRecorded(backend, { cwd, environment: {} });
  await turn(modelMessage([{ run: 'echo up; read line; echo "got $line"; sleep 600', args: { seconds: 1 } }, { say: 'It is up' }]));
  expect(sent()).toContain('running as session 1');
  expect(itemsOf(events)[0]).toMatchObject({ kind: 'command', text: 'up\n', status: 'done' });
  expect(backend.processes()).toHaveLength(1);
  await turn(
    modelMessage([
      { call: 'shell', args: { action: 'write', session: 1, text: 'hello\n' } },
      { call: 'shell', args: { action: 'list' } },
      { call: 'shell', args: { action: 'end', session: 1 } },
      { call: 'shell', args: { action: 'read', session: 1, from: 0 } },
      { say: 'It is down' },
    ]),
  );
  expect(sent()).toMatch(/got hello.*1: running as session 1: echo up.*ended by signal.*characters 0 to \d+ of/s);
  expect(backend.processes()).toEqual([]);
  await session.close();
});

test('a stopped turn ends what it started, and leaves what earlier turns left running', async () => {
  const backend = backendWith();
  const { turn, send, next, session } = await openRecorded(backend, { cwd, environment: {} });
  await turn(modelMessage([{ run: 'echo up; sleep 601', args: { seconds: 0.5 } }]));
  const before = backend.processes();
  await send(modelMessage([{ run: 'echo second; sleep 602', args: { seconds: 60 } }]));
  await next('item-append', ({ field, chunk }) => field === 'output' && chunk.includes('second'));
  await session.interrupt();
  expect(backend.processes()).toEqual(before);
  expect(before).toHaveLength(1);
  await session.close();
  expect(backend.processes()).toEqual([]);
});

test('what is said while tools run follows their results', async () => {
  const { send, next, session, events } = await open();
  await send(modelMessage([{ run: 'echo begun; sleep 1; echo over', args: { seconds: 20 } }, { say: 'never said' }]));
  await next('item-append', ({ field }) => field === 'output');
  expect(await session.steer({ text: 'Mind the gap', images: [] })).toBe('delivered');
  await next('turn-ended');
  expect(itemsOf(events).map(({ text }) => text)).toEqual(['begun\nover\n', 'You said: Mind the gap']);
  await session.close();
});

test('images of a message reach the model, what is none is told', async () => {
  const { turn, session } = await open();
  const image = join(cwd, 'dot.png');
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  writeFileSync(image, png);
  await session.send({ text: 'Look', images: [image] }, { model: null, effort: null, policy: 'workspace-write' });
  await expect.poll(() => sent()).toContain(png.toString('base64'));
  await session.interrupt();
  await expect(
    session.send({ text: 'Look', images: [join(cwd, 'README.md')] }, { model: null, effort: null, policy: 'workspace-write' }),
  ).rejects.toThrow('of a kind that models do not read');
  expect((await turn(modelMessage([{ say: 'Still here' }]))).outcome).toEqual({ kind: 'completed' });
  await session.close();
});

test('another model goes on with the words, without the thoughts of the one before', async () => {
  const clients = { one: loopbackClient('openai', model), two: { ...loopbackClient('compatible', model), id: 'my-box/other' } };
  const models = { available: async () => [], client: async (id: string | null) => (id === 'two' ? clients.two : clients.one) };
  const { turn, session } = await open({ models });
  await turn(modelMessage([[{ think: 'secret thought' }, { say: 'Before' }, { run: 'echo from the first' }]]));
  expect((await turn(modelMessage([{ say: 'After' }]), { model: 'two' })).outcome).toEqual({ kind: 'completed' });
  expect(sent()).toMatch(/Before.*from the first/s);
  // Once: in the script, which is the user's message.
  expect(sent().split('secret thought')).toHaveLength(2);
  expect((await turn(modelMessage([{ say: 'Back' }]), { model: 'one' })).outcome).toEqual({ kind: 'completed' });
  await session.close();
});

test('a tool from outside is asked for, unless it only reads and rules say so; its failure is the model’s to deal with', async () => {
  const called: unknown[] = [];
  const tool: OutsideTool = {
    server: 'weather',
    name: 'set',
    definition: {
      name: 'weather_set',
      description: 'Sets the weather.',
      parameters: { type: 'object', properties: { to: { type: 'string' } } },
    },
    readOnly: false,
    call: async (input) => {
      called.push(input);
      return { text: 'The weather declines.', failed: true };
    },
  };
  const { send, next, session, events } = await open({ outsideTools: async () => [tool] });
  await send(modelMessage([{ call: 'weather_set', args: { to: 'sun' } }, { say: 'On' }]));
  const { request } = await next('request-opened');
  expect(request).toMatchObject({
    kind: 'tool',
    title: 'weather: set',
    action: { kind: 'tool', server: 'weather', tool: 'set', readOnly: false },
  });
  expect(called).toEqual([]);
  await session.answer(request.key, { decision: 'allow-once' });
  await next('turn-ended');
  expect(called).toEqual([{ to: 'sun' }]);
  expect(itemsOf(events)[0]).toMatchObject({ kind: 'tool', text: 'The weather declines.', status: 'failed' });
  await session.close();
});

test('tools that are not there and arguments that make no sense are told to the model', async () => {
  const { turn, session } = await open();
  await turn(
    modelMessage([
      [{ call: 'telepathy' }, { call: 'shell', args: { action: 'dance' } }, { call: 'shell', args: { action: 'wait', session: 99 } }],
      { say: 'Well' },
    ]),
  );
  expect(sent()).toMatch(/There is no tool “telepathy”.*The arguments make no sense.*There is no such session/s);
  await session.close();
});

test('a stop before the turn has begun is a stop, and what was said is kept', async () => {
  let give: (tools: readonly OutsideTool[]) => void = () => undefined;
  let isSlow = true;
  const slow = new Promise<readonly OutsideTool[]>((resolve) => (give = resolve));
  const { send, turn, next, session, events } = await open({ outsideTools: () => (isSlow ? slow : Promise.resolve([])) });
  const sending = send(modelMessage([{ say: 'never said' }], 'Remember the milk.'));
  await session.interrupt();
  await sending;
  expect(await next('turn-ended')).toEqual({ kind: 'turn-ended', outcome: { kind: 'stopped' } });
  isSlow = false;
  give([]);
  await turn(modelMessage([{ say: 'Here' }]));
  expect(sent()).toContain('Remember the milk.');
  expect(itemsOf(events).map(({ text }) => text)).toEqual(['Here']);
  await session.close();
});

test('a journal that cannot be written fails the turn, and the next one goes on once it can', async () => {
  const journal = memoryJournal();
  let isFull = false;
  const append = (conversation: string, entry: string): void => {
    if (isFull) throw failure('storage', 'The disk is full.');
    journal.append(conversation, entry);
  };
  const { send, turn, next, session } = await open({ journal: { ...journal, append } });
  await send(modelMessage([{ run: 'echo begun; sleep 0.5', args: { seconds: 20 } }, { say: 'never said' }]));
  await next('item-append', ({ field }) => field === 'output');
  isFull = true;
  expect((await next('turn-ended')).outcome).toMatchObject({ kind: 'failed', failure: { kind: 'storage' } });
  isFull = false;
  expect((await turn(modelMessage([{ say: 'Here' }]))).outcome).toEqual({ kind: 'completed' });
  expect(sent()).toContain('may or may not have taken effect');
  await session.close();
});

test('a command that cannot be started says why, where its output would be', async () => {
  const { turn, events, session } = await open();
  await turn(modelMessage([{ run: 'true', args: { cwd: 'no/such/folder' } }, { say: 'So' }]));
  expect(itemsOf(events)[0]).toMatchObject({ kind: 'command', status: 'failed', text: expect.stringMatching(/./) });
  await session.close();
});

test('the journal holds every step, and what is forgotten is told', async () => {
  const { turn, session } = await open();
  await turn(modelMessage([{ run: 'echo x >> steps.txt' }, { say: 'So' }]));
  expect(readFileSync(join(cwd, 'steps.txt'), 'utf8')).toBe('x\n');
  await session.close();
  await expect(backendWith().open({ ...placeOf(), resume: { nativeId: 'native-unknown' } })).rejects.toMatchObject({
    failure: { kind: 'not-found' },
  });
});

const placeOf = () => ({
  place: { cwd, environment: {}, sandbox: sandboxAt(cwd) },
  settings: { model: null, effort: null, policy: 'workspace-write' as const },
  onEvent: () => undefined,
  judge: () => ({ verdict: 'allow' as const, why: '', rule: null }),
});
