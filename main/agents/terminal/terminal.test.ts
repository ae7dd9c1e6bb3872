import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AgentBackend, AgentConfig, AgentEvent } from '#main/agents/agent-backend.ts';
import { openRecorded } from '#main/agents/testing/recorded-session.ts';
import { newId } from '#main/base/new-id.ts';
import { dataPaths } from '#main/base/paths.ts';
import { openPtyHost, type RunningPtyHost } from '#main/pty/start-pty-host.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { TerminalsTable } from '#main/storage/terminals-table.ts';
import { terminalMeans } from '#main/terminals/agent-program.ts';
import { Terminals } from '#main/terminals/terminals.ts';
import { createTerminalBackend } from './terminal-backend.ts';

const mini = fileURLToPath(new URL('../testing/mini-program.mjs', import.meta.url));
const thread = newId('t');
const owner = { kind: 'thread', thread } as const;

let folder: string;
let cwd: string;
let ptys: RunningPtyHost;
let database: ReturnType<typeof openDatabase>['database'];
let terminals: Terminals;
const backends: AgentBackend[] = [];

const place = () => ({ cwd, environment: { SWITCHYARD_THREAD: thread } });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-terminal-agent-'));
  cwd = join(folder, 'place');
  mkdirSync(cwd);
  const paths = dataPaths(folder);
  database = openDatabase(paths, 1).database;
  ptys = openPtyHost();
  terminals = new Terminals({
    ...{ ptys, rows: new TerminalsTable(database, paths.terminals), shellFolder: join(folder, 'shell'), now: Date.now },
    place,
    sandbox: () => {
      throw new Error('the place brings its own');
    },
  });
});
afterEach(async () => {
  await Promise.all(backends.splice(0).map((backend) => backend.dispose()));
  await terminals.dispose();
  await ptys.dispose();
  database.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const open = async (config: Partial<AgentConfig> = {}, resume: Parameters<typeof openRecorded>[2] = {}) => {
  const backend = createTerminalBackend(
    'mini',
    {
      ...{ backend: 'terminal', label: 'Mini', command: process.execPath, args: [mini], folders: [] },
      ...{ terminal: { quietSeconds: 0.6 } },
      ...config,
    },
    terminalMeans(() => terminals),
  );
  backends.push(backend);
  // The program and the Node that runs it lie where the sandbox hides things.
  return openRecorded(backend, place(), resume);
};

const readableFolders = { folders: [dirname(mini)] };
const said = (events: readonly AgentEvent[]): string =>
  events.flatMap((event) => (event.kind === 'item-ended' && event.item.kind === 'assistant' ? [event.item.text] : [])).join('\n');
const output = (events: readonly AgentEvent[]): string =>
  events.flatMap((event) => (event.kind === 'item-append' ? [event.chunk] : [])).join('');
const outcome = (event: Extract<AgentEvent, { kind: 'turn-ended' }>) => event.outcome;

test('a message is typed in, quiet ends the turn, what was said is kept, in the sandbox and in the terminal of the thread', async () => {
  const mine = await open(readableFolders);
  expect(outcome(await mine.turn('say hello\nworld'))).toEqual({ kind: 'completed' });
  expect([said(mine.events), output(mine.events)]).toEqual([expect.stringContaining('hello'), expect.stringContaining('hello')]);
  expect(terminals.of(owner).map(({ row }) => [row.kind, row.name, row.state.kind])).toEqual([['conversation', 'Mini', 'running']]);
  mine.mark();
  await mine.turn(`write ${join(folder, 'outside')}`);
  expect(existsSync(join(folder, 'outside'))).toBe(false);
  await mine.turn(`write ${join(cwd, 'inside')}`);
  expect(existsSync(join(cwd, 'inside'))).toBe(true);
});

test('it waits by a line of its own, a bell, a notification; the answer is typed; OSC 133 D ends at once with its code', async () => {
  const mine = await open(readableFolders);
  await mine.send('ask Go on?');
  const asked = await mine.next('request-opened');
  expect([asked.request.kind, asked.request.title]).toEqual(['question', expect.stringContaining('Go on? [y/n]')]);
  expect(await mine.session.answer(asked.request.key, { decision: 'answer', answers: { typed: ['y'] } })).toBe(true);
  expect(outcome(await mine.next('turn-ended'))).toEqual({ kind: 'completed' });
  expect(said(mine.events)).toContain('you said y');
  for (const [act, title] of [
    ['bell', 'Mini rang.'],
    ['notify Approval requested', 'Approval requested'],
  ]) {
    await mine.send(act ?? '');
    const rang = await mine.next('request-opened');
    expect(rang.request.title).toBe(title);
    await mine.session.answer(rang.request.key, { decision: 'answer', text: 'ok' });
    await mine.next('turn-ended');
  }
  await mine.send('done 3');
  const ended = await mine.next('item-ended', ({ item }) => item.kind === 'command');
  expect([ended.status, 'exitCode' in ended.item && ended.item.exitCode]).toEqual(['failed', 3]);
});

test('stop interrupts what listens and ends what does not; the next message starts it again and says so', async () => {
  const mine = await open(readableFolders);
  await mine.send('work');
  await mine.session.interrupt();
  expect(outcome(await mine.next('turn-ended'))).toEqual({ kind: 'stopped' });
  expect(terminals.of(owner)[0]?.isRunning).toBe(true);
  await mine.send('deaf');
  await mine.session.interrupt();
  expect([outcome(await mine.next('turn-ended')), terminals.of(owner)[0]?.isRunning]).toEqual([{ kind: 'stopped' }, false]);
  await mine.turn('say again');
  expect(mine.events.filter(({ kind }) => kind === 'notice')).toEqual([
    { kind: 'notice', level: 'warning', text: 'Mini had ended. It was started again and knows nothing of what was said.' },
  ]);
  expect(terminals.of(owner)).toHaveLength(1);
});

test('a program that ends says how; the prompt may be an argument; after our death it is started anew', async () => {
  const mine = await open({ ...readableFolders, terminal: { quietSeconds: 0.6, start: 'argument' } });
  expect(outcome(await mine.turn('exit 4'))).toMatchObject({
    kind: 'failed',
    failure: { message: 'Mini ended with exit code 4.' },
    retryable: true,
  });
  const ended = mine.events.find((event) => event.kind === 'item-ended' && event.item.kind === 'command');
  expect(ended).toMatchObject({ status: 'failed', item: { exitCode: 4 } });
  const reference = mine.session.reference();
  const later = await open(readableFolders, { resume: reference });
  expect(later.session.reference()).toEqual(reference);
  await later.turn('say back');
  expect(later.events[0]).toMatchObject({ kind: 'notice', level: 'warning' });
});

test('another policy is another sandbox: the program is ended and started under it', async () => {
  const mine = await open(readableFolders);
  await mine.turn(`write ${join(folder, 'one')}`);
  await mine.turn(`write ${join(folder, 'two')}`, { policy: 'full-access' });
  expect([existsSync(join(folder, 'one')), existsSync(join(folder, 'two'))]).toEqual([false, true]);
  expect(mine.events.some((event) => event.kind === 'notice' && event.text === 'The policy has changed, so Mini was ended.')).toBe(true);
});

test('work that it begins itself is a turn; a program that is not there says what to do', async () => {
  const mine = await open(readableFolders);
  await mine.turn('say ready');
  mine.mark();
  // As a person who types into the terminal: the echo is no work, what goes on after it is.
  terminals.of(owner)[0]?.write('work\r');
  expect(await mine.next('turn-started')).toEqual({ kind: 'turn-started', byAgent: true });
  await mine.session.interrupt();
  const absent = createTerminalBackend(
    'absent',
    { backend: 'terminal', command: '/no/such/program' },
    terminalMeans(() => terminals),
  );
  expect((await absent.detect()).status).toEqual({
    ...{ kind: 'missing', message: 'There is no program /no/such/program.', fix: 'Check the path of the program.' },
  });
  await vi.waitFor(() => expect(mine.events.at(-1)?.kind).toBe('turn-ended'));
});
