/** A long task with our own harness over a model on loopback: two handoffs, and an evaluator that sends it back once. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ContextMode } from '#contract/context.ts';
import type { WorkflowId } from '#contract/ids.ts';
import { NewWorkflow, type Workflow } from '#contract/workflows.ts';
import { startCore, type Core } from '#main/core.ts';
import { LONG_MODEL_WINDOW, LONG_PROMPT, startLongModel, type LongModel } from './testing/long-model.ts';

let root: string;
let core: Core;
let model: LongModel;
const context = { signal: new AbortController().signal };

const open = async (): Promise<void> => {
  core = await startCore({ dataFolder: join(root, 'data'), host: { kind: 'serve' }, startFolder: root });
  await core.recovered;
};

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'switchyard-native-long-'));
  const repository = join(root, 'repository');
  mkdirSync(repository);
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', ...args], { cwd: repository });
  };
  git('init', '-q', '-b', 'main');
  writeFileSync(join(repository, 'AGENTS.md'), 'Be brief.\n');
  git('add', '.');
  git('commit', '-qm', 'first');
  model = await startLongModel();
  await open();
});
afterEach(async () => {
  await core.dispose();
  await model.close();
  rmSync(root, { recursive: true, force: true });
});

const useModel = async (): Promise<void> => {
  const { handlers } = core;
  const provider = await handlers['models.save-provider'](
    { provider: null, label: 'Loopback', address: `http://127.0.0.1:${model.port}/v1` },
    context,
  );
  await handlers['models.add']({ provider, name: 'long' }, context);
  await handlers['models.set-figures']({ provider, name: 'long', contextWindow: LONG_MODEL_WINDOW, price: null }, context);
  await handlers['models.set-default']({ model: `${provider}/long` }, context);
};

const until = (id: WorkflowId, reached: (workflow: Workflow) => boolean): Promise<Workflow> =>
  new Promise((resolve, reject) => {
    const topic = core.handlers.workflows({}, context);
    const look = (workflow: Workflow | undefined): void => {
      if (workflow?.id !== id) return;
      if (reached(workflow)) resolve(workflow);
      else if (workflow.status.kind === 'paused') reject(new Error(workflow.status.why));
    };
    topic.listen((events) => events.forEach((event) => setImmediate(() => look(event))));
    look(topic.snapshot().find((workflow) => workflow.id === id));
  });

const begin = async (contextMode: ContextMode): Promise<Workflow> => {
  await useModel();
  await core.handlers['settings.set']({ contextMode }, context);
  const project = await core.handlers['projects.add']({ path: join(root, 'repository') }, context);
  const input = NewWorkflow.parse({
    project: project.id,
    prompt: LONG_PROMPT,
    roles: { generator: { agent: 'native' } },
    agreement: 'auto',
  });
  return await core.handlers['workflows.create'](input, context);
};

const compactionsOf = (workflow: Workflow) =>
  core.handlers
    .thread({ thread: workflow.generator }, context)
    .snapshot()
    .items.flatMap((item) => (item.kind === 'compaction' ? [item] : []));

test('two handoffs, sent back once, passed', { timeout: 120_000 }, async () => {
  const { id } = await begin('structured');
  const over = await until(id, ({ status }) => status.kind === 'over');
  expect([over.status, over.rounds.map(({ verdict }) => verdict?.pass)]).toEqual([
    expect.objectContaining({ outcome: 'passed' }),
    [false, true],
  ]);
  const handoffs = compactionsOf(over);
  expect(handoffs.map(({ status, progress }) => [status, progress])).toEqual([
    ['done', 'progress-1.md'],
    ['done', 'progress-2.md'],
  ]);
  expect(handoffs[1]?.text).toContain(LONG_PROMPT);
  const { worktree } = core.handlers.thread({ thread: over.generator }, context).snapshot().thread;
  expect(readFileSync(join(worktree.path ?? '', 'greet.txt'), 'utf8')).toBe('hello\nsigned\n');
  const view = core.handlers.context({ thread: over.generator }, context).snapshot();
  expect(view.calls.filter(({ purpose }) => purpose === 'handoff').length).toBe(2);
  for (const call of view.calls) expect(Object.values(call.parts).reduce((sum, tokens) => sum + tokens, 0)).toBe(call.inputTokens);
  expect(Math.max(...view.calls.map(({ inputTokens }) => inputTokens))).toBeLessThan(LONG_MODEL_WINDOW);
  expect(view.calls[0]?.parts.instructions).toBeGreaterThan(0);
});

test('closed in the middle and opened again, it goes on and loses nothing', { timeout: 120_000 }, async () => {
  const { id } = await begin('structured');
  const first = await until(id, (workflow) => workflow.step === 'generating' && workflow.asked !== null);
  const topic = core.handlers.thread({ thread: first.generator }, context);
  // In the middle of the first handoff: its file is being written.
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (compactionsOf(first).length > 0) resolve();
    };
    topic.listen(() => setImmediate(look));
    look();
  });
  await core.dispose();
  await open();
  const over = await until(id, ({ status }) => status.kind === 'over');
  expect(over.status).toMatchObject({ outcome: 'passed' });
  expect(compactionsOf(over).filter(({ status }) => status === 'done').length).toBe(2);
});
