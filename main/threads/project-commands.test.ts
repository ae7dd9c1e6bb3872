import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Project } from '#contract/projects.ts';
import type { Item } from '#contract/items.ts';
import { failure } from '#contract/failure.ts';
import { answerApproval } from './answer-approval.ts';
import { previewRemoval, removeThread } from './remove-thread.ts';
import { endRun, runNamed } from './run-command.ts';
import { tearDown } from './teardown.ts';
import { openLab, type Lab } from './testing/thread-lab.ts';
import type { ThreadSlot } from './thread-slot.ts';
import { updateThread } from './update-thread.ts';

let lab: Lab;
beforeEach(async () => {
  lab = await openLab();
});
afterEach(async () => {
  await lab.close();
});

const context = () => lab.threads.context;
const completed = { kind: 'turn-ended', outcome: { kind: 'completed' } } as const;
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A zombie that nobody has waited for yet is dead.
    return !/^State:\s+Z/mu.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

const rested = async (): Promise<ThreadSlot> => {
  const slot = lab.create();
  lab.agent.behaviour.onSend = (session) => session.say(completed);
  await lab.until(slot, (thread) => thread.state.kind === 'idle' && thread.turns > 0);
  return slot;
};
const withSettings = (settings: Project['settings']): void => lab.projects.put({ ...lab.project, settings });
const withFile = (file: Project['settings']): void => lab.projects.put({ ...lab.project, file, trust: 'asked' });
const commands = (slot: ThreadSlot) =>
  slot.log
    .page(null, 100)
    .flatMap((item) => (item.kind === 'setup' ? [[item.use, item.name, item.status, item.output, item.exitCode]] : []));

/** Resolves when a command of the thread has put out a line. */
const saying = (slot: ThreadSlot, pattern: RegExp): Promise<string> =>
  lab
    .until(slot, () => slot.log.live.some((item: Item) => item.kind === 'setup' && pattern.test(item.output)))
    .then(() => slot.log.live.flatMap((item) => (item.kind === 'setup' ? [pattern.exec(item.output)?.[0] ?? ''] : [])).join(''));

test('run commands go beside each other and the agent, with the ports of the task, and end with all they started', async () => {
  const slot = await rested();
  withSettings({ run: { dev: 'echo port $SWITCHYARD_PORT; sleep 1000 & echo child $!; wait', test: 'echo tested; exit 3' } });
  const dev = runNamed(context(), slot, 'dev');
  const child = Number(/\d+/u.exec(await saying(slot, /child \d+/u))?.[0]);
  expect(() => runNamed(context(), slot, 'dev')).toThrow('“dev” runs in this task already.');
  expect(() => runNamed(context(), slot, 'toString')).toThrow('The project has no run command “toString”.');
  runNamed(context(), slot, 'test');
  await context().terminals.startProgram({
    owner: { kind: 'thread', thread: slot.id },
    kind: 'agent',
    name: 'a server',
    text: 'sleep 1000',
  });
  expect((await previewRemoval(context(), slot)).running).toEqual([
    'dev: echo port $SWITCHYARD_PORT; sleep 1000 & echo child $!; wait',
    'test: echo tested; exit 3',
    'Terminal: a server',
  ]);
  await [...slot.commands.values()].find(({ name }) => name === 'test')?.over;
  // The end of a turn leaves them alone.
  lab.agent.session().say({ kind: 'turn-started', byAgent: true });
  lab.agent.session().say(completed);
  expect(commands(slot)).toEqual([
    ['run', 'dev', 'live', `port 42000\nchild ${child}\n`, null],
    ['run', 'test', 'failed', 'tested\n', 3],
  ]);
  expect(isAlive(child)).toBe(true);
  await endRun(slot, dev.item!);
  expect([isAlive(child), commands(slot)[0]]).toEqual([false, ['run', 'dev', 'interrupted', `port 42000\nchild ${child}\n`, null]]);
  await expect(endRun(slot, dev.item!)).rejects.toThrow('It does not run any more.');
});

test('archiving, removing and quitting end them; a crash leaves them interrupted', async () => {
  withSettings({ run: { dev: 'sleep 1000' } });
  const slot = await rested();
  const start = () => slot.commands.get(runNamed(context(), slot, 'dev').item!)!;
  const archived = start();
  await updateThread(context(), slot, { archived: true });
  await archived.over;
  const removed = start();
  await removeThread(context(), slot);
  await removed.over;
  const other = await rested();
  const cut = other.commands.get(runNamed(context(), other, 'dev').item!)!;
  lab.kill();
  const { folder } = lab;
  lab = await openLab({ folder });
  const again = lab.threads.context.book.get(other.id);
  expect(commands(again)).toEqual([['run', 'dev', 'interrupted', '', null]]);
  await cut.end();
  withSettings({ run: { dev: 'sleep 1000' } });
  const quit = again.commands.get(runNamed(context(), again, 'dev').item!)!;
  await lab.threads.dispose();
  await quit.over;
  expect(commands(again).map(([, , status]) => status)).toEqual(['interrupted', 'interrupted']);
});

test('commands of the repository file are asked about once, with all that the answer counts for', async () => {
  const slot = await rested();
  withFile({ run: { one: 'echo one', two: 'echo two' }, teardown: 'echo bye' });
  const { item, approval } = runNamed(context(), slot, 'one');
  const asked = slot.approvals.get(approval!)!.approval;
  expect([item, asked.title, asked.detail.text, slot.thread.state.kind]).toEqual([
    null,
    'Run “one” of lab?',
    'Your answer counts for these too:\nteardown: echo bye\nrun two: echo two',
    'idle',
  ]);
  await answerApproval(context(), slot, { approval: approval!, decision: 'allow-always' });
  await slot.mailbox.put(() => undefined);
  await Promise.all([...slot.commands.values()].map(({ over }) => over));
  expect([commands(slot), slot.approvals.size]).toEqual([[['run', 'one', 'done', 'one\n', 0]], 0]);
  await slot.commands.get(runNamed(context(), slot, 'two').item!)?.over;
  expect(commands(slot)[1]).toEqual(['run', 'two', 'done', 'two\n', 0]);
  withFile({ run: { one: 'echo other' } });
  await answerApproval(context(), slot, { approval: runNamed(context(), slot, 'one').approval!, decision: 'deny' });
  expect(() => runNamed(context(), slot, 'one')).toThrow('You decided not to run the commands of the repository.');
  expect(commands(slot)).toHaveLength(2);
});

test('teardown runs before the worktree goes; what it does is told and keeps nothing', async () => {
  withSettings({ teardown: 'echo down $SWITCHYARD_PORT > ../torn; exit 4' });
  const slot = await rested();
  const path = slot.thread.worktree.path ?? '';
  expect(await slot.mailbox.put(() => removeThread(context(), slot))).toEqual(['The teardown command failed with exit code 4.']);
  expect([readFileSync(join(path, '../torn'), 'utf8'), slot.thread.worktree.status, commands(slot)]).toEqual([
    'down 42000\n',
    'removed',
    [['teardown', null, 'failed', '', 4]],
  ]);
  expect(slot.log.page(null, 1)).toMatchObject([{ kind: 'notice', text: 'The teardown command failed with exit code 4.' }]);
});

test('a teardown that hangs is ended, by the clock or by the user', async () => {
  withSettings({ teardown: 'echo waiting; sleep 1000' });
  const slot = await rested();
  expect(await tearDown(context(), slot, 1_000)).toEqual(['The teardown command did not end within 1 s and was ended.']);
  const removing = slot.mailbox.put(() => removeThread(context(), slot));
  await saying(slot, /waiting/u);
  await endRun(slot, [...slot.commands.keys()][0]!);
  expect([await removing, slot.thread.worktree.status]).toEqual([['The teardown command was ended before it was done.'], 'removed']);
});

test('a removal asks about a teardown of the repository file, and goes on without it when told so', async () => {
  withFile({ teardown: 'touch ../torn' });
  const slot = await rested();
  const removing = slot.mailbox.put(() => removeThread(context(), slot));
  const asked = await new Promise<string>((resolve) => {
    const listening = context().book.events.listen((event) => {
      if (event.kind !== 'approval') return;
      void listening.dispose();
      resolve(event.approval.id);
    });
  });
  const open = [...slot.approvals.values()].find(({ approval }) => approval.id === asked);
  if (open === undefined) throw failure('bug', 'not asked');
  await answerApproval(context(), slot, { approval: open.approval.id, decision: 'deny' });
  expect(await removing).toEqual(['The teardown command of the repository was not run, as you decided.']);
  expect([slot.thread.worktree.status, existsSync(join(lab.folder, 'worktrees', 'torn'))]).toEqual(['removed', false]);
});
