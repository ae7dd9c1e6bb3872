/** Long tasks through the whole core: real threads of the scripted agent, real worktrees, and the plug pulled at every step. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { columnOf, isBehindWorkflow } from '#contract/column.ts';
import type { WorkflowId } from '#contract/ids.ts';
import { NewWorkflow, type Workflow } from '#contract/workflows.ts';
import { startCore, type Core } from '#main/core.ts';
import { plainRepository } from '#main/testing/plain-repository.ts';
import { longTaskPrompt } from './testing/long-script.ts';

let root: string;
let core: Core | null = null;
const context = { signal: new AbortController().signal };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'switchyard-long-'));
  plainRepository(root, 'a.txt', 'a\n');
});
afterEach(async () => {
  await core?.dispose();
  core = null;
  rmSync(root, { recursive: true, force: true });
});

const open = async (): Promise<Core> => {
  core = await startCore({ dataFolder: join(root, 'data'), host: { kind: 'serve' }, startFolder: root });
  await core.recovered;
  return core;
};

const until = (running: Core, id: WorkflowId, reached: (workflow: Workflow) => boolean): Promise<Workflow> =>
  new Promise((resolve) => {
    const topic = running.handlers.workflows({}, context);
    const now = topic.snapshot().find((workflow) => workflow.id === id);
    if (now !== undefined && reached(now)) return resolve(now);
    const listening = topic.listen((events) => {
      const found = events.find((workflow) => workflow.id === id && reached(workflow));
      if (found === undefined) return;
      void listening.dispose();
      setImmediate(() => resolve(found));
    });
  });

const begin = async (more: Partial<NewWorkflow> = {}): Promise<readonly [Core, Workflow]> => {
  const running = await open();
  const project = await running.handlers['projects.add']({ path: join(root, 'repository') }, context);
  const input = NewWorkflow.parse({ project: project.id, prompt: longTaskPrompt(), roles: { generator: { agent: 'scripted' } }, ...more });
  return [running, await running.handlers['workflows.create'](input, context)];
};

const threadsOf = (running: Core) => running.handlers.board({}, context).snapshot().threads;
const shape = (workflow: Workflow) =>
  workflow.rounds.map(({ number, verdict }) => [number, verdict?.pass, verdict?.findings.map(({ pass }) => pass)]);
const twoRounds = [
  [1, false, [true, false]],
  [2, true, [true, true]],
];
const isOver = (workflow: Workflow): boolean => workflow.status.kind === 'over';

test('the user agrees, the evaluator sends it back once, the second round passes', { timeout: 120_000 }, async () => {
  const [running, { id }] = await begin();
  const asking = await until(running, id, ({ step }) => step === 'agreeing');
  expect([asking.plan, asking.criteria.map(({ text }) => text)]).toEqual([
    'Write `greet.txt`, then sign it.',
    ['greet.txt says hello', 'greet.txt is signed'],
  ]);
  const lead = threadsOf(running).find((thread) => thread.id === asking.generator)!;
  expect([columnOf(lead), lead.workflow?.stage, threadsOf(running).filter((thread) => !isBehindWorkflow(thread)).length]).toEqual([
    'needs-you',
    'agreeing',
    1,
  ]);
  await running.handlers['workflows.agree']({ workflow: id, plan: asking.plan, criteria: [...asking.criteria] }, context);
  const over = await until(running, id, isOver);
  expect([over.status, shape(over)]).toEqual([expect.objectContaining({ outcome: 'passed' }), twoRounds]);
  const after = threadsOf(running);
  expect(after.map(({ policy, workflow, turns }) => [workflow?.role, workflow?.round, policy, turns]).toSorted()).toEqual([
    ['evaluator', 1, 'read-only', 1],
    ['evaluator', 2, 'read-only', 1],
    ['generator', 2, 'workspace-write', 2],
    ['planner', 0, 'read-only', 1],
  ]);
  // Fresh eyes: the evaluator of the first round has what was there then, in a folder of its own.
  const first = after.find(({ workflow }) => workflow?.role === 'evaluator' && workflow.round === 1);
  expect(readFileSync(join(first?.worktree.path ?? '', 'greet.txt'), 'utf8')).toBe('hello\n');
  expect(columnOf(after.find((thread) => thread.id === over.generator)!)).toBe('review');
});

test('the rounds and the tokens are limits; with more of them it goes on', { timeout: 120_000 }, async () => {
  const [running, { id }] = await begin({ agreement: 'auto', limits: { rounds: 1, tokens: null } });
  const over = await until(running, id, isOver);
  expect([over.status, shape(over)]).toEqual([expect.objectContaining({ outcome: 'rounds' }), [twoRounds[0]]]);
  await expect(running.handlers['workflows.continue']({ workflow: id }, context)).rejects.toThrow('rounds are used up');
  await running.handlers['workflows.continue']({ workflow: id, limits: { rounds: 3 } }, context);
  expect(await until(running, id, isOver)).toMatchObject({ status: { outcome: 'passed' } });
  const [, other] = [
    running,
    await running.handlers['workflows.create'](
      NewWorkflow.parse({
        project: over.project,
        prompt: longTaskPrompt(),
        roles: { generator: { agent: 'scripted' } },
        agreement: 'auto',
        limits: { rounds: 4, tokens: 1_000 },
      }),
      context,
    ),
  ];
  expect((await until(running, other.id, isOver)).status).toMatchObject({ outcome: 'tokens' });
});

test('paused in the middle of a turn it waits, goes on, and ends at the user’s word', { timeout: 120_000 }, async () => {
  const [running, { id }] = await begin({ agreement: 'auto', prompt: longTaskPrompt(3_000) });
  await until(running, id, ({ step, asked }) => step === 'generating' && asked !== null);
  const paused = await running.handlers['workflows.pause']({ workflow: id }, context);
  expect([paused.status.kind, columnOf(threadsOf(running).find((thread) => thread.id === paused.generator)!)]).toEqual([
    'paused',
    'needs-you',
  ]);
  await running.handlers['workflows.continue']({ workflow: id }, context);
  await until(running, id, ({ step }) => step === 'evaluating');
  await running.handlers['workflows.stop']({ workflow: id }, context);
  const over = await until(running, id, isOver);
  expect(over.status).toMatchObject({ outcome: 'stopped' });
  await expect(running.handlers['workflows.continue']({ workflow: id }, context)).rejects.toThrow('over');
});

/** Runs a core in a process of its own until the step is reached, and kills it. */
const killAt = async (step: string, round: number): Promise<WorkflowId> => {
  const args = [join(import.meta.dirname, 'testing', 'victim.ts'), join(root, 'data'), join(root, 'repository'), step, String(round)];
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

test.each([
  ['planning', 0],
  ['agreeing', 0],
  ['generating', 1],
  ['evaluating', 1],
  ['generating', 2],
  ['evaluating', 2],
] as const)('killed while %s in round %i it goes on at that step, and nothing is done twice', { timeout: 120_000 }, async (step, round) => {
  const id = await killAt(step, round);
  const running = await open();
  if (step === 'agreeing') {
    const asking = await until(running, id, () => true);
    expect(asking.step).toBe('agreeing');
    await running.handlers['workflows.agree']({ workflow: id, plan: asking.plan, criteria: [...asking.criteria] }, context);
  }
  const over = await until(running, id, isOver);
  expect([over.status, shape(over)]).toEqual([expect.objectContaining({ outcome: 'passed' }), twoRounds]);
  expect(threadsOf(running).length).toBe(4);
});
