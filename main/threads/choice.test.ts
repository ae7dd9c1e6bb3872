import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Agent } from '#contract/agents.ts';
import { answerApproval } from './answer-approval.ts';
import { forkThread } from './fork-thread.ts';
import { goBack } from './go-back.ts';
import { retryThread } from './go-on.ts';
import { setGoal } from './goal.ts';
import { sendMessage } from './send-message.ts';
import { stopThread } from './stop-thread.ts';
import { playedAgent } from './testing/played-agent.ts';
import { openLab, type Lab } from './testing/thread-lab.ts';
import type { ThreadSlot } from './thread-slot.ts';
import { compactThread, reviewInThread } from './turn-acts.ts';
import { updateThread } from './update-thread.ts';

const able: Partial<Agent> = {
  abilities: {
    ...{ steer: 'next-step', images: true, questions: true, plans: true, resume: true },
    ...{ forks: true, compacts: true, reviews: true, goals: true },
  },
  models: [
    { id: 'big', label: 'Big', efforts: ['low', 'high'], isDefault: true },
    { id: 'small', label: 'Small', efforts: [], isDefault: false },
  ],
  modes: [
    { id: 'work', label: 'Work', effect: '', kind: 'default' },
    { id: 'plan', label: 'Plan', effect: '', kind: 'plan' },
  ],
};

let lab: Lab;
beforeEach(async () => {
  lab = await openLab({ agents: [playedAgent('one', able), playedAgent('two')] });
});
afterEach(async () => {
  await lab.close();
});

const context = () => lab.threads.context;
const first = () => lab.agent;
const taken = (agent = first()): Promise<void> => new Promise((resolve) => (agent.behaviour.onSend = () => setImmediate(resolve)));
const endsWith = (mark: string) => ({ kind: 'turn-ended', outcome: { kind: 'completed' }, mark }) as const;
const say = (text: string, key = text) =>
  first()
    .session()
    .say({ kind: 'item-ended', item: { key, kind: 'assistant', text }, status: 'done' });
const notices = (slot: ThreadSlot) => slot.log.page(null, 100).flatMap((item) => (item.kind === 'notice' ? [item.text] : []));

/** A thread of as many turns, each with an answer and a mark. */
const talked = async (marks: readonly string[], more = {}): Promise<ThreadSlot> => {
  let sent = taken();
  const slot = lab.create('Fix the rounding', { agent: 'one' as never, ...more });
  for (const [index, mark] of marks.entries()) {
    if (index > 0) {
      sent = taken();
      await slot.mailbox.put(() => sendMessage(context(), slot, { text: `message ${index + 1}`, attachments: [] }, 'queue'));
    }
    await sent;
    say(`answer ${index + 1}`);
    first().session().say(endsWith(mark));
  }
  return slot;
};

const point = (slot: ThreadSlot) => ({ position: slot.log.lastPosition, setAside: slot.thread.setAside ?? [] });
const checkpoint = (slot: ThreadSlot) => ({ ...point(slot), commit: 'c'.repeat(40) }) as never;
const fork = (slot: ThreadSlot, more: object = {}) =>
  forkThread(context(), slot, { checkpoint: checkpoint(slot), head: 'd'.repeat(40), prompt: 'the other way', conversation: true, ...more });
const lastStart = () => {
  const { resume, from } = first().session().start;
  return { resume, from };
};

describe('a fork', () => {
  test('branches off the agent’s own record at that point, and becomes a conversation of its own', async () => {
    const slot = await talked(['m1', 'm2']);
    const sent = taken();
    const other = context().book.get(fork(slot).id);
    await sent;
    expect([lastStart(), first().session().sent[0]?.message.text]).toEqual([
      { resume: { nativeId: 'one-1' }, from: { mark: 'm2', fork: true } },
      'the other way',
    ]);
    await lab.until(other, () => other.private.session?.from === undefined);
    expect([other.private.session, slot.private.session?.reference]).toEqual([
      { agent: 'one', reference: { nativeId: 'one-2' } },
      { nativeId: 'one-1' },
    ]);
    // The other thread's session is still open: a fork is no second writer.
    expect(first().sessions[0]?.isClosed).toBe(false);
  });

  test('of a fork in which nothing was said yet stands where the first one stood', async () => {
    const slot = await talked(['m1']);
    const sent = taken();
    const other = context().book.get(fork(slot).id);
    await sent;
    const again = taken();
    forkThread(context(), other, {
      checkpoint: { position: 0, setAside: [], commit: 'c'.repeat(40) } as never,
      ...{ head: 'd'.repeat(40), prompt: 'a third way', conversation: true },
    });
    await again;
    expect(lastStart()).toEqual({ resume: { nativeId: 'one-1' }, from: { mark: 'm1', fork: true } });
  });

  test.each(['open', 'send'] as const)('is told of the conversation when the agent cannot branch (%s)', async (cannotBranch) => {
    const slot = await talked(['m1']);
    first().behaviour.cannotBranch = cannotBranch;
    const sent = taken();
    const other = context().book.get(fork(slot).id);
    await sent;
    expect([lastStart(), first().session().sent[0]?.message.text.includes('answer 1'), notices(other)]).toEqual([
      { resume: null, from: undefined },
      true,
      ['The agent could not begin at that point of its own record. It was told how it went so far.'],
    ]);
  });

  test('with another agent, or in the middle of a turn, is told', async () => {
    const slot = await talked(['m1']);
    const two = taken(lab.agents[1]);
    fork(slot, { agent: 'two' });
    await two;
    expect(lab.agents[1]?.session().sent[0]?.message.text).toContain('answer 1');
    const sent = taken();
    await slot.mailbox.put(() => sendMessage(context(), slot, { text: 'more', attachments: [] }, 'queue'));
    await sent;
    say('half way');
    const forked = taken();
    fork(slot);
    await forked;
    expect([lastStart().resume, first().session().sent[0]?.message.text.includes('half way')]).toEqual([null, true]);
  });
});

describe('going back', () => {
  test('goes back in the agent’s own record, and forward again', async () => {
    const slot = await talked(['m1']);
    const early = point(slot);
    const sent = taken();
    await slot.mailbox.put(() => sendMessage(context(), slot, { text: 'wrong way', attachments: [] }, 'queue'));
    await sent;
    say('gone wrong');
    first().session().say(endsWith('m2'));
    const late = point(slot);
    await slot.mailbox.put(() => goBack(context(), slot, early));
    const again = taken();
    await slot.mailbox.put(() => sendMessage(context(), slot, { text: 'right way', attachments: [] }, 'queue'));
    await again;
    expect([lastStart(), first().session().sent[0]?.message.text]).toEqual([
      { resume: { nativeId: 'one-1' }, from: { mark: 'm1', fork: true } },
      'right way',
    ]);
    first().session().say(endsWith('m3'));
    await slot.mailbox.put(() => goBack(context(), slot, late));
    expect(slot.private.session).toEqual({ agent: 'one', reference: { nativeId: 'one-1' }, from: { mark: 'm2', how: 'fork-or-back' } });
  });
});

describe('choices', () => {
  test('change at once where the agent takes that, else with the next turn', async () => {
    const sent = taken();
    const slot = lab.create('x', { agent: 'one' as never, mode: 'plan' });
    await sent;
    const since = async (patch: object) => (await updateThread(context(), slot, patch)).inForce;
    expect([await since({ mode: 'work', model: 'small' }), await since({ title: 'y' })]).toEqual(['now', undefined]);
    expect(first().session().told).toEqual([
      { change: { model: 'small', effort: null, mode: 'work', policy: 'workspace-write', contextMode: 'small' } },
    ]);
    first().session().say(endsWith('m1'));
    expect([await since({ effort: 'high' }), first().session().told.length]).toEqual(['next-turn', 1]);
  });

  test('another agent keeps what it has of them; a mode that it does not have is refused', async () => {
    const slot = await talked(['m1'], { model: 'big', effort: 'high', mode: 'plan' });
    await expect(updateThread(context(), slot, { mode: 'yolo' })).rejects.toThrow('one has no mode “yolo”.');
    await updateThread(context(), slot, { agent: 'two' as never });
    const { model, effort, mode } = slot.thread;
    expect([model, effort, mode]).toEqual([null, null, null]);
    await expect(updateThread(context(), slot, { mode: 'plan' })).rejects.toThrow('two has no mode “plan”.');
  });

  test('a plan that is approved ends plan mode', async () => {
    const sent = taken();
    const slot = lab.create('x', { agent: 'one' as never, mode: 'plan' });
    await sent;
    const ask = (key: string) =>
      first()
        .session()
        .say({
          kind: 'request-opened',
          request: {
            ...{ key, kind: 'plan', itemKey: null, title: 'Carry out this plan?', detail: { text: '1. do' } },
            decisions: [
              { id: 'allow-once', label: 'Yes', effect: 'allow' },
              { id: 'deny', label: 'No', effect: 'deny' },
            ],
          },
        });
    const answer = (decision: string) => {
      const [open] = [...slot.approvals.values()];
      return slot.mailbox.put(() => answerApproval(context(), slot, { approval: open!.approval.id, decision }));
    };
    ask('p1');
    await answer('deny');
    expect(slot.thread.mode).toBe('plan');
    ask('p2');
    await answer('allow-once');
    expect(slot.thread.mode).toBe(null);
  });
});

describe('telling the agent', () => {
  test('to compact and to review begins turns, which can be tried again', async () => {
    const slot = await talked(['m1']);
    let begun = taken();
    compactThread(context(), slot);
    await begun;
    const fail = { kind: 'agent', message: 'Overloaded.' } as const;
    first()
      .session()
      .say({ kind: 'turn-ended', outcome: { kind: 'failed', failure: fail, retryable: true } });
    begun = taken();
    await slot.mailbox.put(() => retryThread(context(), slot));
    await begun;
    expect([first().session().told, first().session().sent]).toEqual([[{ compact: 'workspace-write' }], []]);
    first().session().say(endsWith('m2'));
    begun = taken();
    reviewInThread(context(), slot, { kind: 'base', branch: 'main' });
    await begun;
    expect(first().session().told.at(-1)).toEqual({ review: { kind: 'base', branch: 'main' } });
    expect(notices(slot)).toContain("You asked for the agent's own review: all that differs from main");
    expect(() => compactThread(context(), slot)).toThrow('The task is at work.');
  });

  test('what it cannot do is refused with a sentence', async () => {
    const sent = taken(lab.agents[1]);
    const slot = lab.create('x', { agent: 'two' as never });
    await sent;
    expect(() => compactThread(context(), slot)).toThrow('two cannot be told to sum up its context.');
    await expect(setGoal(context(), slot, 'win')).rejects.toThrow('two takes no goals.');
  });
});

describe('a goal', () => {
  test('is kept and shown; turns begin by themselves; Stop clears it at the agent before it ends the turn', async () => {
    const slot = await talked(['m1']);
    await slot.mailbox.put(() => setGoal(context(), slot, 'all tests pass'));
    expect(slot.thread.goal).toBe('all tests pass');
    first().session().say({ kind: 'turn-started', byAgent: true });
    expect(slot.thread.state.kind).toBe('running');
    await slot.mailbox.put(() => stopThread(context(), slot));
    expect([slot.thread.goal, slot.thread.state, first().session().told, slot.private.goalToClear]).toMatchObject([
      undefined,
      { kind: 'idle', outcome: 'stopped' },
      [{ goal: 'all tests pass' }, { goal: null }],
      false,
    ]);
  });

  test('that was reached is told once; one that is cleared while no session is open is cleared with the next', async () => {
    const slot = await talked(['m1']);
    await slot.mailbox.put(() => setGoal(context(), slot, 'all tests pass'));
    first().session().say({ kind: 'goal', goal: 'all tests pass' });
    first().session().say({ kind: 'goal', goal: null });
    expect([slot.thread.goal, notices(slot).at(-1)]).toEqual([undefined, 'The agent works towards its goal no more: all tests pass']);
    await slot.mailbox.put(() => setGoal(context(), slot, 'docs'));
    slot.session = null;
    await slot.mailbox.put(() => stopThread(context(), slot));
    expect(slot.private.goalToClear).toBe(true);
    const sent = taken();
    await slot.mailbox.put(() => sendMessage(context(), slot, { text: 'on', attachments: [] }, 'queue'));
    await sent;
    expect([first().session().told, slot.private.goalToClear]).toEqual([[{ goal: null }], false]);
  });
});

test('what work in the background asks between turns waits for the person, and is answered', async () => {
  const slot = await talked(['m1']);
  const { say: tell, answers } = first().session();
  const decisions = [{ id: 'allow-once', label: 'Allow once', effect: 'allow' }] as const;
  tell({ kind: 'request-opened', request: { key: 'b1', kind: 'command', itemKey: null, title: 'rm x?', detail: {}, decisions } });
  expect(slot.thread.state).toMatchObject({ kind: 'waiting', turn: null, reason: 'approval' });
  const [open] = [...slot.approvals.values()];
  await slot.mailbox.put(() => answerApproval(context(), slot, { approval: open!.approval.id, decision: 'allow-once' }));
  expect([answers.length, slot.thread.state, slot.thread.turns]).toMatchObject([1, { kind: 'idle', outcome: 'completed' }, 1]);
});
