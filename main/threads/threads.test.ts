import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failure } from '#contract/failure.ts';
import { answerApproval } from './answer-approval.ts';
import { resumeThread, retryThread, startThread } from './go-on.ts';
import { removeThread, restoreThread } from './remove-thread.ts';
import { sendMessage } from './send-message.ts';
import { stopThread } from './stop-thread.ts';
import { updateThread } from './update-thread.ts';
import { playedAgent } from './testing/played-agent.ts';
import { follow, openLab, type Lab } from './testing/thread-lab.ts';
import type { ThreadSlot } from './thread-slot.ts';

let lab: Lab;
beforeEach(async () => {
  lab = await openLab();
});
afterEach(async () => {
  await lab.close();
});

const context = () => lab.threads.context;
const send = (slot: ThreadSlot, text: string, delivery: 'queue' | 'steer' = 'queue') =>
  slot.mailbox.put(() => sendMessage(context(), slot, { text, attachments: [] }, delivery));
const stop = (slot: ThreadSlot) => slot.mailbox.put(() => stopThread(context(), slot));
const completed = { kind: 'turn-ended', outcome: { kind: 'completed' } } as const;
const kinds = (slot: ThreadSlot) => slot.log.page(null, 100).map((item) => [item.position, item.kind, item.status]);

const running = async (prompt?: string): Promise<ThreadSlot> => {
  const slot = lab.create(prompt);
  const sent = new Promise<void>((resolve) => (lab.agent.behaviour.onSend = () => setImmediate(resolve)));
  await sent;
  return slot;
};

const approval = {
  key: 'r1',
  kind: 'command',
  itemKey: 'c1',
  title: 'Run npm test?',
  detail: { command: 'npm test', cwd: '/x' },
  decisions: [
    { id: 'allow-once', label: 'Allow once', effect: 'allow' },
    { id: 'deny', label: 'Deny', effect: 'deny' },
  ],
} as const;

describe('a task from prompt to answer', () => {
  test('is stored and shown at once, gets a place, and its agent gets the prompt', async () => {
    const slot = lab.create('**Fix** the rounding.\nIt is wrong.');
    expect([slot.thread.title, slot.thread.state.kind, kinds(slot)]).toEqual(['Fix the rounding.', 'preparing', [[1, 'user', 'live']]]);
    const sent = new Promise<void>((resolve) => (lab.agent.behaviour.onSend = () => resolve()));
    await lab.until(slot, (thread) => thread.state.kind === 'running');
    expect(slot.thread.worktree.status).toBe('ready');
    await sent;
    const { message, settings } = lab.agent.session().sent[0]!;
    expect([message.text, settings]).toEqual([
      '**Fix** the rounding.\nIt is wrong.',
      { model: null, effort: null, mode: null, policy: 'workspace-write', contextMode: 'small' },
    ]);
    expect(kinds(slot)).toEqual([[1, 'user', 'done']]);
  });

  test('what the agent does becomes items; the end of the turn settles what is open', async () => {
    const slot = await running();
    const followed = follow(lab, slot);
    const { say } = lab.agent.session();
    say({ kind: 'item-started', item: { key: 'm', kind: 'assistant', text: '' } });
    for (const chunk of ['Hello', ' ', 'you']) say({ kind: 'item-append', key: 'm', field: 'text', chunk });
    say({ kind: 'item-append', key: 'c', field: 'output', chunk: 'late announced\n' });
    say({ kind: 'item-ended', item: { key: 'm', kind: 'assistant', text: 'Hello you.' }, status: 'done' });
    say({
      kind: 'usage',
      usage: { inputTokens: 10, cachedTokens: 2, outputTokens: 3, contextTokens: 15, contextWindow: 100, costUsd: null },
    });
    say({ kind: 'turn-ended', outcome: { kind: 'completed' } });
    // An agent may still say that its command ended; the log is closed.
    say({ kind: 'item-ended', item: { key: 'c', kind: 'command', command: 'ls', cwd: null, output: 'x', exitCode: 0 }, status: 'done' });
    expect(kinds(slot)).toEqual([
      [1, 'user', 'done'],
      [2, 'assistant', 'done'],
      [3, 'command', 'done'],
    ]);
    expect(slot.thread).toMatchObject({
      turns: 1,
      unread: true,
      state: { kind: 'idle', outcome: 'completed' },
      usage: { inputTokens: 10, outputTokens: 3 },
    });
    slot.publisher.flush();
    expect(followed.view().items).toEqual(slot.log.page(null, 100));
    expect(followed.view().turns).toEqual(context().book.storage.turns.ofThread(slot.id));
    followed.stop();
  });

  test('a message while it runs waits, and begins the next turn', async () => {
    const slot = await running();
    expect(await send(slot, 'And the docs')).toBe('queued');
    expect(slot.thread.queued).toBe(1);
    const next = new Promise<void>((resolve) => (lab.agent.behaviour.onSend = () => resolve()));
    lab.agent.session().say(completed);
    await next;
    expect(lab.agent.session().sent.map(({ message }) => message.text)).toEqual(['Fix the rounding', 'And the docs']);
    expect([slot.thread.turns, slot.thread.queued]).toEqual([2, 0]);
  });

  test('a nudge reaches the running turn; one that misses it begins the next', async () => {
    const slot = await running();
    expect(await send(slot, 'Faster', 'steer')).toBe('steered');
    expect(lab.agent.session().steered.map(({ text }) => text)).toEqual(['Faster']);
    expect(slot.log.page(null, 10).at(-1)).toMatchObject({ kind: 'user', delivery: 'steer', text: 'Faster' });
    lab.agent.behaviour.missesSteer = true;
    expect(await send(slot, 'Too late', 'steer')).toBe('queued');
    expect(slot.queue.map(({ text }) => text)).toEqual(['Too late']);
  });

  test('Stop ends the turn and gives the queue back', async () => {
    const slot = await running();
    await send(slot, 'one');
    await send(slot, 'two');
    expect((await stop(slot)).map(({ text }) => text)).toEqual(['one', 'two']);
    expect(slot.thread).toMatchObject({ queued: 0, state: { kind: 'idle', outcome: 'stopped' } });
    expect(lab.agent.session().interrupts).toBe(1);
  });

  test('Stop does not wait for an agent that cannot be reached', async () => {
    let open = (): void => undefined;
    lab.agent.behaviour.holdOpen = new Promise((resolve) => (open = resolve));
    const slot = lab.create();
    await lab.until(slot, (thread) => thread.state.kind === 'running');
    await stop(slot);
    expect(slot.thread.state).toMatchObject({ kind: 'idle', outcome: 'stopped' });
    open();
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect([lab.agent.session().sent, lab.agent.session().isClosed]).toEqual([[], true]);
  });
});

test('Stop while the agent takes the message: what it begins is ended before anything else is sent', async () => {
  const slot = await running();
  lab.agent.session().say(completed);
  let take = (): void => undefined;
  lab.agent.behaviour.holdSend = new Promise((resolve) => (take = resolve));
  await send(slot, 'second');
  expect((await stop(slot)).length).toBe(0);
  expect(slot.thread.state).toMatchObject({ kind: 'idle', outcome: 'stopped' });
  const first = lab.agent.session();
  const sent = new Promise<void>((resolve) => {
    lab.agent.behaviour.onSend = (session) => {
      if (session !== first) resolve();
    };
  });
  await send(slot, 'third');
  expect(lab.agent.sessions.length).toBe(1);
  take();
  delete lab.agent.behaviour.holdSend;
  await sent;
  expect([first.interrupts, first.isClosed, lab.agent.session().sent.map(({ message }) => message.text)]).toEqual([1, true, ['third']]);
});

describe('what an agent asks', () => {
  test('waits for the person, from anywhere, and goes on with the answer', async () => {
    const slot = await running();
    lab.agent.session().say({ kind: 'request-opened', request: approval });
    expect(slot.thread.state).toMatchObject({ kind: 'waiting', reason: 'approval' });
    const open = [...slot.approvals.values()][0]!.approval;
    expect(slot.log.page(null, 10).find((item) => item.id === open.item)).toMatchObject({
      kind: 'command',
      command: 'npm test',
      status: 'live',
    });
    await slot.mailbox.put(() => answerApproval(context(), slot, { approval: open.id, decision: 'allow-once' }));
    expect(lab.agent.session().answers).toEqual([{ key: 'r1', answer: { decision: 'allow-once' } }]);
    expect(slot.thread.state.kind).toBe('running');
    expect(context().book.storage.approvals.get(open.id)?.approval.state).toMatchObject({ kind: 'answered', decision: 'allow-once' });
    await expect(slot.mailbox.put(() => answerApproval(context(), slot, { approval: open.id, decision: 'deny' }))).rejects.toThrow(
      'not open any more',
    );
  });

  test('is withdrawn with the turn, never denied', async () => {
    const slot = await running();
    lab.agent.session().say({ kind: 'request-opened', request: approval });
    const id = [...slot.approvals.keys()][0]!;
    await stop(slot);
    expect(context().book.storage.approvals.get(id)?.approval.state).toMatchObject({ kind: 'withdrawn', by: 'stop' });
  });
});

describe('when things go wrong', () => {
  test('an agent that cannot be started is a failed turn, and Retry sends the message again', async () => {
    lab.agent.behaviour.failOpen = failure('unavailable', 'codex is not installed.', 'Install it.');
    const slot = lab.create();
    await lab.until(slot, (thread) => thread.state.kind === 'failed');
    expect(slot.thread.state).toMatchObject({ during: 'turn', failure: { message: 'codex is not installed.' } });
    delete lab.agent.behaviour.failOpen;
    const sent = new Promise<void>((resolve) => (lab.agent.behaviour.onSend = () => resolve()));
    await slot.mailbox.put(() => retryThread(context(), slot));
    await sent;
    expect([lab.agent.session().sent[0]?.message.text, slot.thread.turns]).toEqual(['Fix the rounding', 2]);
  });

  test('an agent that dies fails the turn; the queue stays and the next message takes the conversation up', async () => {
    const slot = await running();
    await send(slot, 'later');
    lab.agent.session().say({
      kind: 'turn-ended',
      outcome: { kind: 'failed', failure: { kind: 'agent', message: 'The agent ended unexpectedly.' }, retryable: true },
    });
    expect(slot.thread).toMatchObject({ queued: 1, state: { kind: 'failed', during: 'turn' } });
    const sent = new Promise<void>((resolve) => (lab.agent.behaviour.onSend = () => resolve()));
    await send(slot, 'go on');
    await sent;
    expect(lab.agent.sessions.map(({ start }) => start.resume)).toEqual([null, { nativeId: 'played-1' }]);
  });

  test('an agent that does not stop is cut off', async () => {
    const slot = await running();
    lab.agent.behaviour.ignoresInterrupt = true;
    await stop(slot);
    expect(slot.thread.state).toMatchObject({ kind: 'idle', outcome: 'stopped' });
    expect(slot.log.page(null, 10).at(-1)).toMatchObject({ kind: 'notice', level: 'warning' });
  });

  test('a malformed event becomes a notice and the turn goes on', async () => {
    const slot = await running();
    lab.agent.session().say({ kind: 'item-started', item: null } as never);
    lab.agent.session().say({ kind: 'surprise', value: 1 } as never);
    expect(kinds(slot).slice(1)).toEqual([
      [2, 'notice', 'done'],
      [3, 'notice', 'done'],
    ]);
    expect(slot.thread.state.kind).toBe('running');
  });

  test('a lost record is replaced by a handoff', async () => {
    const slot = await running();
    lab.agent.session().say({ kind: 'item-ended', item: { key: 'm', kind: 'assistant', text: 'I found it.' }, status: 'done' });
    lab.agent.session().say({ kind: 'turn-ended', outcome: { kind: 'failed', failure: { kind: 'agent', message: 'x' }, retryable: true } });
    lab.agent.behaviour.forgets = true;
    const sent = new Promise<void>((resolve) => (lab.agent.behaviour.onSend = () => resolve()));
    await send(slot, 'go on');
    await sent;
    const text = lab.agent.session().sent[0]?.message.text ?? '';
    expect([lab.agent.session().start.resume, text.includes('Agent:\nI found it.'), text.endsWith('go on')]).toEqual([null, true, true]);
  });

  test('a clock that jumps back changes no order', async () => {
    const slot = await running();
    lab.now = 5;
    lab.agent.session().say({ kind: 'item-ended', item: { key: 'm', kind: 'assistant', text: 'a' }, status: 'done' });
    lab.agent.session().say(completed);
    await send(slot, 'next');
    expect(slot.log.page(null, 10).map((item) => item.position)).toEqual([1, 2, 3]);
    expect(slot.thread.updatedAt).toBe(1_000);
  });
});

describe('preparing', () => {
  const command = (setup: string) => ({ setup });

  test('the setup command is an item with its output; the agent waits for it', async () => {
    await lab.close();
    lab = await openLab({ project: { settings: command('echo one; echo two >&2; echo $SWITCHYARD_PORT') } });
    const slot = lab.create();
    await lab.until(slot, (thread) => thread.state.kind === 'running');
    const item = slot.log.page(null, 10).find((candidate) => candidate.kind === 'setup');
    expect(item).toMatchObject({ status: 'done', exitCode: 0 });
    expect(item?.output.split('\n').toSorted()).toEqual(['', '42000', 'one', 'two']);
  });

  test('a setup that fails needs the person; a message goes on without it', async () => {
    await lab.close();
    lab = await openLab({ project: { settings: command('exit 3') } });
    const slot = lab.create();
    await lab.until(slot, (thread) => thread.state.kind === 'failed');
    expect(slot.thread.state).toMatchObject({ during: 'prepare', failure: { message: 'The setup command failed with exit code 3.' } });
    expect(await send(slot, 'never mind')).toBe('queued');
    expect([slot.thread.state.kind, slot.thread.turns, slot.queue.length]).toEqual(['running', 1, 1]);
  });

  test('a setup that hangs is ended by Stop', async () => {
    await lab.close();
    lab = await openLab({ project: { settings: command('echo begun; sleep 600') } });
    const slot = lab.create();
    await lab.until(slot, () => slot.log.live.some((item) => item.kind === 'setup' && item.output === 'begun\n'));
    await stop(slot);
    expect(slot.thread.state).toMatchObject({ kind: 'idle', outcome: 'stopped' });
    expect(slot.log.page(null, 10).at(-1)).toMatchObject({ kind: 'setup', status: 'interrupted' });
    lab.projects.put({ ...lab.project, settings: {} });
    await slot.mailbox.put(() => startThread(context(), slot));
    await lab.until(slot, (thread) => thread.state.kind === 'running');
  });

  test('commands of a repository file wait for trust; one answer counts for all tasks of the project', async () => {
    await lab.close();
    lab = await openLab({ project: { file: command('echo trusted'), trust: 'asked' } });
    const [first, second] = [lab.create('one'), lab.create('two')];
    await lab.until(first, (thread) => thread.state.kind === 'waiting');
    await lab.until(second, (thread) => thread.state.kind === 'waiting');
    const id = [...first.approvals.keys()][0]!;
    await first.mailbox.put(() => answerApproval(context(), first, { approval: id, decision: 'allow-always' }));
    await lab.until(first, (thread) => thread.state.kind === 'running');
    await lab.until(second, (thread) => thread.state.kind === 'running');
    expect([first.approvals.size, second.approvals.size]).toEqual([0, 0]);
    expect(second.log.page(null, 10).find((item) => item.kind === 'setup')).toMatchObject({ output: 'trusted\n' });
  });

  test('places are planned one after the other, each knowing what the others chose', async () => {
    await lab.close();
    const known: number[] = [];
    lab = await openLab({
      worktrees: {
        plan: async ({ thread, reserved }) => {
          known.push(reserved.filter(({ branch }) => branch !== null).length);
          await new Promise(setImmediate);
          return {
            ...lab.threads.context.book.get(thread).thread.worktree,
            path: `${lab.folder}/${thread}`,
            branch: thread,
            firstPort: 42_000,
          };
        },
      },
    });
    const slots = [lab.create('same'), lab.create('same'), lab.create('same')];
    for (const slot of slots) await lab.until(slot, (thread) => thread.state.kind === 'running');
    expect(known).toEqual([0, 1, 2]);
  });

  test('a place that cannot be made is a failure with its sentence; the prompt is kept', async () => {
    await lab.close();
    let refuse = true;
    lab = await openLab({
      worktrees: {
        create: async ({ worktree }) => {
          await Promise.resolve();
          if (refuse) throw failure('exists', 'The branch exists already.');
          return { worktree: { ...worktree, status: 'ready' }, notes: ['No submodules were fetched.'] };
        },
      },
    });
    const slot = lab.create();
    await lab.until(slot, (thread) => thread.state.kind === 'failed');
    expect(slot.thread.state).toMatchObject({ during: 'prepare', failure: { message: 'The branch exists already.' } });
    refuse = false;
    await slot.mailbox.put(() => startThread(context(), slot));
    await lab.until(slot, (thread) => thread.state.kind === 'running');
    expect(kinds(slot)).toEqual([
      [1, 'user', 'done'],
      [2, 'notice', 'done'],
    ]);
  });
});

describe('changing a thread', () => {
  test('another agent takes over with the next turn, with a handoff', async () => {
    await lab.close();
    lab = await openLab({ agents: [playedAgent('one'), playedAgent('two')] });
    const slot = await running();
    lab.agent.session().say({ kind: 'item-ended', item: { key: 'm', kind: 'assistant', text: 'Half done.' }, status: 'done' });
    lab.agent.session().say(completed);
    await updateThread(context(), slot, { agent: 'two' as never, policy: 'read-only' });
    const second = lab.agents[1]!;
    const sent = new Promise<void>((resolve) => (second.behaviour.onSend = () => resolve()));
    await send(slot, 'finish it');
    await sent;
    const [got] = second.session().sent;
    expect([got?.settings.policy, got?.message.text.includes('Half done.'), lab.agent.session().isClosed]).toEqual([
      'read-only',
      true,
      true,
    ]);
  });

  test('a removed thread comes back as it was', async () => {
    const slot = await running();
    lab.agent.session().say(completed);
    const before = slot.log.page(null, 10);
    await slot.mailbox.put(() => removeThread(context(), slot));
    expect([
      context().book.find(slot.id),
      context()
        .book.storage.threads.removed()
        .map(({ thread }) => thread.id),
    ]).toEqual([null, [slot.id]]);
    await restoreThread(context(), slot.id, new AbortController().signal);
    const back = context().book.get(slot.id);
    expect([back.log.page(null, 10), back.thread.removedAt, back.thread.worktree.status]).toEqual([before, null, 'ready']);
  });

  test('a stopped thread goes on by being told that it was cut off', async () => {
    const slot = await running();
    await stop(slot);
    const sent = new Promise<void>((resolve) => (lab.agent.behaviour.onSend = () => resolve()));
    await slot.mailbox.put(() => resumeThread(context(), slot));
    await sent;
    expect(lab.agent.session().sent.at(-1)?.message.text).toContain('cut off');
  });
});
