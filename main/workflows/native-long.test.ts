/** A long task with our own harness over a model on loopback: two handoffs, and an evaluator that sends it back once. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WorkflowId } from '#contract/ids.ts';
import type { Workflow } from '#contract/workflows.ts';
import { startCore, type Core } from '#main/core.ts';
import { plainRepository } from '#main/testing/plain-repository.ts';
import { LONG_MODEL_WINDOW, LONG_PROMPT, startLongModel, type LongModel } from './testing/long-model.ts';
import { beginLongTask } from './testing/begin-long-task.ts';

let root: string;
let core: Core | null = null;
let model: LongModel;
const context = { signal: new AbortController().signal };

const open = async (): Promise<Core> => {
  core = await startCore({ dataFolder: join(root, 'data'), host: { kind: 'serve' }, startFolder: root });
  await core.recovered;
  return core;
};

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'switchyard-native-long-'));
  plainRepository(root, 'AGENTS.md', 'Be brief.\n');
  model = await startLongModel();
});
afterEach(async () => {
  await core?.dispose();
  core = null;
  await model.close();
  rmSync(root, { recursive: true, force: true });
});

const until = (running: Core, id: WorkflowId, reached: (workflow: Workflow) => boolean): Promise<Workflow> =>
  new Promise((resolve, reject) => {
    const topic = running.handlers.workflows({}, context);
    const look = (workflow: Workflow | undefined): void => {
      if (workflow?.id !== id) return;
      if (reached(workflow)) resolve(workflow);
      else if (workflow.status.kind === 'paused') reject(new Error(workflow.status.why));
    };
    topic.listen((events) => events.forEach((event) => setImmediate(() => look(event))));
    look(topic.snapshot().find((workflow) => workflow.id === id));
  });

const compactionsOf = (running: Core, workflow: Workflow) =>
  running.handlers
    .thread({ thread: workflow.generator }, context)
    .snapshot()
    .items.flatMap((item) => (item.kind === 'compaction' ? [item] : []));

test('two handoffs, sent back once, passed', { timeout: 120_000 }, async () => {
  const running = await open();
  const { id } = await beginLongTask(running, join(root, 'repository'), model.port, 'structured');
  const over = await until(running, id, ({ status }) => status.kind === 'over');
  expect([over.status, over.rounds.map(({ verdict }) => verdict?.pass)]).toEqual([
    expect.objectContaining({ outcome: 'passed' }),
    [false, true],
  ]);
  const handoffs = compactionsOf(running, over);
  expect(handoffs.map(({ status, progress }) => [status, progress])).toEqual([
    ['done', 'progress-1.md'],
    ['done', 'progress-2.md'],
  ]);
  expect(handoffs[1]?.text).toContain(LONG_PROMPT);
  const { worktree } = running.handlers.thread({ thread: over.generator }, context).snapshot().thread;
  expect(readFileSync(join(worktree.path ?? '', 'greet.txt'), 'utf8')).toBe('hello\nsigned\n');
  const view = running.handlers.context({ thread: over.generator }, context).snapshot();
  expect(view.calls.filter(({ purpose }) => purpose === 'handoff').length).toBe(2);
  for (const call of view.calls) expect(Object.values(call.parts).reduce((sum, tokens) => sum + tokens, 0)).toBe(call.inputTokens);
  expect(Math.max(...view.calls.map(({ inputTokens }) => inputTokens))).toBeLessThan(LONG_MODEL_WINDOW);
  expect(view.calls[0]?.parts.instructions).toBeGreaterThan(0);
});

/** Runs a core in a process of its own until so many handoffs were begun, and kills it. */
const killIn = async (handoffs: number): Promise<WorkflowId> => {
  const args = [
    join(import.meta.dirname, 'testing', 'native-victim.ts'),
    join(root, 'data'),
    join(root, 'repository'),
    String(model.port),
    String(handoffs),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the core ended by itself: ${code}`)));
  });
  child.kill('SIGKILL');
  await ended;
  return line.trim() as WorkflowId;
};

test.each([1, 2])('killed while handoff %i is written, it goes on and loses nothing', { timeout: 120_000 }, async (handoffs) => {
  const id = await killIn(handoffs);
  const running = await open();
  const over = await until(running, id, ({ status }) => status.kind === 'over');
  expect([over.status, over.rounds.map(({ verdict }) => verdict?.pass)]).toEqual([
    expect.objectContaining({ outcome: 'passed' }),
    [false, true],
  ]);
  expect(
    compactionsOf(running, over)
      .filter(({ status }) => status === 'done')
      .map(({ progress }) => progress),
  ).toEqual(['progress-1.md', 'progress-2.md']);
  const { worktree } = running.handlers.thread({ thread: over.generator }, context).snapshot().thread;
  expect(readFileSync(join(worktree.path ?? '', 'greet.txt'), 'utf8')).toBe('hello\nsigned\n');
});
