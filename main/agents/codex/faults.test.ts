import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { AgentBackend } from '#main/agents/agent-backend.ts';
import { openRecorded } from '#main/agents/testing/recorded-session.ts';
import { createCodexBackend } from './codex-backend.ts';

const broken = join(import.meta.dirname, '..', 'testing', 'broken-codex.mjs');
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const make = async (how: string, binary = broken): Promise<{ backend: AgentBackend; folder: string }> => {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-broken-'));
  const backend = createCodexBackend('codex', { backend: 'codex', binary, environment: { BROKEN: how } }, { temporaryFolder: folder });
  cleanups.push(
    () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
    () => backend.dispose(),
  );
  return { backend, folder };
};

test.each([
  [
    'a program that is not there',
    'none',
    '/no/such/codex',
    { kind: 'missing', message: 'There is no program at /no/such/codex.', fix: 'npm install -g @openai/codex' },
  ],
  ['a program that does not run', 'version', broken, { kind: 'broken', message: 'Codex does not run: cannot load the library' }],
  ['a program that ends at once', 'start', broken, { kind: 'broken', message: 'Codex 9.9.9 does not answer: CODEX_HOME does not exist' }],
  ['nobody signed in', 'signed-out', broken, { kind: 'signed-out', version: '9.9.9', fix: 'codex login' }],
  ['no models', 'models', broken, { kind: 'broken', message: expect.stringContaining('no models today') }],
  ['all well', '', broken, { kind: 'ready', version: '9.9.9' }],
])('detection: %s', async (_, how, binary, status) => {
  const { backend } = await make(how, binary);
  expect((await backend.detect()).status).toMatchObject(status);
});

test('a missing program refuses a message with what to do', async () => {
  const { backend, folder } = await make('none', '/no/such/codex');
  const { send, events } = await openRecorded(backend, { cwd: folder, environment: {} });
  await expect(send('Hello')).rejects.toMatchObject({
    failure: { kind: 'unavailable', message: 'Codex is not installed.', action: expect.stringContaining('npm install') },
  });
  expect(events).toEqual([]);
});

test('a program that ends right after its start refuses each message', async () => {
  const { backend, folder } = await make('start');
  const { send } = await openRecorded(backend, { cwd: folder, environment: {} });
  await expect(send('Hello')).rejects.toMatchObject({ failure: { kind: 'agent' } });
  await expect(send('Hello')).rejects.toMatchObject({ failure: { kind: 'agent' } });
});

test('a death under a turn ends the turn once, and the next message starts anew', async () => {
  const { backend, folder } = await make('dies');
  const { turn, events } = await openRecorded(backend, { cwd: folder, environment: {} });
  for (const _ of [1, 2]) {
    expect((await turn('Hello')).outcome).toMatchObject({
      kind: 'failed',
      retryable: true,
      failure: { message: 'Codex ended unexpectedly (exit code 9).' },
    });
  }
  expect(events.map(({ kind }) => kind)).toEqual(['turn-started', 'turn-ended', 'turn-started', 'turn-ended']);
});

test('frames that make no sense are shown and stop nothing', async () => {
  const { backend, folder } = await make('odd');
  const { turn, events } = await openRecorded(backend, { cwd: folder, environment: {} });
  expect(await turn('Hello')).toMatchObject({ kind: 'turn-ended', outcome: { kind: 'completed' } });
  const said = events.flatMap((event) => (event.kind === 'notice' ? [event.text.slice(0, 70)] : []));
  const garbage = 'Codex said something that could not be understood.';
  expect(said).toEqual([
    ...Array.from({ length: 5 }, () => garbage),
    'Codex did something new: hologram',
    'Codex says something new: thread/futureThing',
    'Codex asked something that Switchyard cannot answer: item/future/reque',
    `Codex says something new: ${'a'.repeat(44)}`,
  ]);
  expect(events.every((event) => event.kind !== 'notice' || event.raw !== undefined)).toBe(true);
});

test('a stop that codex does not confirm is a stop all the same', async () => {
  const { backend, folder } = await make('mute');
  const { send, next, session } = await openRecorded(backend, { cwd: folder, environment: {} });
  await send('Hello');
  await session.interrupt();
  expect(await next('turn-ended')).toMatchObject({ kind: 'turn-ended', outcome: { kind: 'stopped' } });
});

test('two stops of one turn both end, also when codex has stopped to answer at all', async () => {
  const { backend, folder } = await make('hangs');
  const { send, next, session } = await openRecorded(backend, { cwd: folder, environment: {} });
  await send('Hello');
  await Promise.all([session.interrupt(), session.close()]);
  expect(await next('turn-ended')).toMatchObject({ kind: 'turn-ended', outcome: { kind: 'stopped' } });
});

test('a program that refuses the first word is ended, not left behind', async () => {
  const { backend, folder } = await make('refuses');
  const { send } = await openRecorded(backend, { cwd: folder, environment: {} });
  await expect(send('Hello')).rejects.toMatchObject({ failure: { message: 'Codex refused to start: not today' } });
  expect(backend.processes()).toEqual([]);
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(names.map((name) => readFile(`/proc/${name}/environ`, 'utf8').catch(() => '')));
  expect(environments.filter((environment) => environment.includes(folder))).toEqual([]);
});
