/** The plug is pulled (kill -9) at every stage, and the core is started again on what is left. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ThreadId } from '#contract/ids.ts';
import type { ThreadView } from '#contract/threads.ts';
import { columnOf } from '#contract/column.ts';
import { startCore, type Core } from './core.ts';
import { plainRepository } from './testing/plain-repository.ts';
import type { SceneName } from './testing/scenes.ts';
import { untilView } from './testing/until-view.ts';

let root: string;
let core: Core | null = null;
let victim: ChildProcess | null = null;
const context = { signal: new AbortController().signal };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'switchyard-crash-'));
  plainRepository(root, 'a.txt', 'a\n');
});
afterEach(async () => {
  victim?.kill('SIGKILL');
  await core?.dispose();
  core = null;
  rmSync(root, { recursive: true, force: true });
});

/** Runs a core in a process of its own until the scene is reached, and kills it. */
const killAt = async (scene: SceneName): Promise<ThreadId> => {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'testing', 'victim.ts'), join(root, 'data'), join(root, 'repository'), scene],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  victim = child;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the core ended by itself: ${code}`)));
  });
  // The batch that is due must not be what the test rests on: a little later or earlier, it has to hold.
  child.kill('SIGKILL');
  await ended;
  return (JSON.parse(line) as { thread: ThreadId }).thread;
};

const startAgain = async (): Promise<Core> => {
  core = await startCore({ dataFolder: join(root, 'data'), host: { kind: 'serve' }, startFolder: root });
  await core.recovered;
  return core;
};

const viewOf = (running: Core, thread: ThreadId): ThreadView => running.handlers.thread({ thread }, context).snapshot();

const until = (running: Core, thread: ThreadId, reached: (view: ThreadView) => boolean): Promise<ThreadView> =>
  untilView(running, thread, context, reached);

const atRest = (view: ThreadView): boolean => view.thread.state.kind === 'idle';
const shape = (view: ThreadView) => view.items.map((item) => [item.position, item.kind, item.status]);

test('while it streams: the turn is interrupted, what was said is kept, and it can go on', { timeout: 60_000 }, async () => {
  const thread = await killAt('streaming');
  const again = await startAgain();
  const view = viewOf(again, thread);
  expect([view.thread.state.kind, columnOf(view.thread), view.turns.map((turn) => turn.outcome?.kind)]).toEqual([
    'idle',
    'needs-you',
    ['interrupted'],
  ]);
  expect(shape(view)).toEqual([
    [1, 'user', 'done'],
    [2, 'assistant', 'interrupted'],
    [3, 'notice', 'done'],
  ]);
  const [, answer, notice] = view.items;
  expect(answer?.kind === 'assistant' && answer.text.length).toBeGreaterThan(100);
  expect(notice).toMatchObject({ level: 'warning', action: 'Go on, or send a message.' });
  await again.handlers['threads.resume']({ thread }, context);
  expect(viewOf(again, thread).turns.map((turn) => turn.trigger)).toEqual(['user', 'resume']);
  await again.handlers['threads.stop']({ thread }, context);
});

test('with messages in the queue: they are kept, and follow when the work goes on', { timeout: 60_000 }, async () => {
  const thread = await killAt('queue');
  const again = await startAgain();
  const view = viewOf(again, thread);
  expect([view.queue.map((message) => message.text), view.thread.queued]).toEqual([['first', 'second'], 2]);
  expect(view.items.at(-1)).toMatchObject({ kind: 'notice', text: expect.stringContaining('2 queued messages were kept') as string });
  const stopped = await again.handlers['threads.stop']({ thread }, context);
  expect(stopped.returned.map((message) => message.text)).toEqual(['first', 'second']);
});

test('while a command runs: no process outlives the core', { timeout: 60_000 }, async () => {
  const thread = await killAt('command');
  const again = await startAgain();
  const view = viewOf(again, thread);
  const command = view.items.find((item) => item.kind === 'command');
  expect(command).toMatchObject({ status: 'interrupted', exitCode: null });
  const pid = Number(readFileSync(join(view.thread.worktree.path ?? '', 'running.pid'), 'utf8'));
  const isAlive = (): boolean => existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  while (isAlive()) await new Promise(setImmediate);
});

test('while it waits for approval: the question stays, and the answer starts the agent again', { timeout: 60_000 }, async () => {
  const thread = await killAt('approval');
  const again = await startAgain();
  const view = viewOf(again, thread);
  expect([view.thread.state, columnOf(view.thread), view.approvals.length]).toEqual([
    expect.objectContaining({ kind: 'waiting', turn: null, reason: 'approval' }),
    'needs-you',
    1,
  ]);
  const [approval] = view.approvals;
  await again.handlers['approvals.answer']({ approval: approval!.id, decision: 'allow-once' }, context);
  const after = await until(again, thread, atRest);
  expect([after.thread.state, after.approvals, existsSync(join(after.thread.worktree.path ?? '', 'approved.txt'))]).toEqual([
    expect.objectContaining({ outcome: 'completed' }),
    [],
    true,
  ]);
});

test('while it waits for an answer: the answer reaches the agent', { timeout: 60_000 }, async () => {
  const thread = await killAt('question');
  const again = await startAgain();
  const [approval] = viewOf(again, thread).approvals;
  await again.handlers['approvals.answer'](
    { approval: approval!.id, decision: approval!.decisions[0]!.id, answers: { colour: ['Blue'] }, text: 'Blue' },
    context,
  );
  const after = await until(again, thread, (view) => atRest(view) || view.approvals.length > 0);
  expect(after.turns.map((turn) => turn.trigger)).toEqual(['user', 'resume']);
});

test('while the setup runs: it is run again, and the task begins', { timeout: 60_000 }, async () => {
  const thread = await killAt('setup');
  const again = await startAgain();
  const after = await until(again, thread, atRest);
  expect(after.items.map((item) => [item.kind, item.status])).toEqual([
    ['user', 'done'],
    ['setup', 'interrupted'],
    ['notice', 'done'],
    ['setup', 'done'],
    ['assistant', 'done'],
  ]);
  expect(after.items[3]).toMatchObject({ output: 'second\n' });
});

test('right after a task was made: it is prepared and begun', { timeout: 60_000 }, async () => {
  const thread = await killAt('created');
  const again = await startAgain();
  const after = await until(again, thread, atRest);
  expect([after.thread.worktree.status, after.items.at(-1)]).toEqual([
    'ready',
    expect.objectContaining({ kind: 'assistant', text: 'From the start.' }),
  ]);
});
