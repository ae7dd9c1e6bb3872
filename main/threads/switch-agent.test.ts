import { afterEach, beforeEach, expect, test } from 'vitest';
import { failure } from '#contract/failure.ts';
import { sendMessage } from './send-message.ts';
import { switchAgent } from './switch-agent.ts';
import { playedAgent, type PlayedAgent } from './testing/played-agent.ts';
import { openLab, type Lab } from './testing/thread-lab.ts';
import type { ThreadSlot } from './thread-slot.ts';

let lab: Lab;
beforeEach(async () => {
  lab = await openLab({ agents: [playedAgent('one'), playedAgent('two')] });
});
afterEach(async () => {
  await lab.close();
});

const context = () => lab.threads.context;
const two = (): PlayedAgent => lab.agents[1]!;
const completed = { kind: 'turn-ended', outcome: { kind: 'completed' } } as const;

const atRest = async (): Promise<ThreadSlot> => {
  const sent = new Promise<void>((resolve) => (lab.agent.behaviour.onSend = () => setImmediate(resolve)));
  const slot = lab.create('Fix the rounding');
  await sent;
  lab.agent.session().say({ kind: 'item-ended', item: { key: 'm', kind: 'assistant', text: 'Half done.' }, status: 'done' });
  lab.agent.session().say(completed);
  return slot;
};
const switchTo = (slot: ThreadSlot, more: object = {}) =>
  slot.mailbox.put(() => switchAgent(context(), slot, { agent: 'two' as never, text: '# Handoff', message: '', attachments: [], ...more }));
const draft = (slot: ThreadSlot) => context().book.storage.drafts.get(slot.id).text;
const log = (slot: ThreadSlot) => slot.log.page(null, 20).map((item) => [item.kind, 'text' in item ? item.text : '']);

test('the new agent gets text and message; the log names both agents and shows what was sent', async () => {
  const slot = await atRest();
  context().book.storage.drafts.put(slot.id, { text: 'finish it', attachments: [] });
  // What it says before the thread is its own is not lost.
  two().behaviour.onSend = ({ say }) => say({ kind: 'item-ended', item: { key: 'm', kind: 'assistant', text: 'I see.' }, status: 'done' });
  await switchTo(slot, { message: 'finish it' });
  expect(two().session().sent[0]?.message.text).toBe('# Handoff\n\nfinish it');
  expect(log(slot).slice(2)).toEqual([
    ['notice', 'two takes over from one.'],
    ['user', '# Handoff\n\nfinish it'],
    ['assistant', 'I see.'],
  ]);
  const [, turn] = context().book.storage.turns.ofThread(slot.id);
  expect([slot.thread.agent, slot.thread.state.kind, slot.private.session, draft(slot), turn?.act, lab.agent.session().isClosed]).toEqual([
    'two',
    'running',
    { agent: 'two', reference: { nativeId: 'two-1' } },
    '',
    { kind: 'handoff', from: 'one', to: 'two' },
    true,
  ]);
  two().session().say(completed);
  const next = new Promise<void>((resolve) => (two().behaviour.onSend = () => resolve()));
  await slot.mailbox.put(() => sendMessage(context(), slot, { text: 'and the docs', attachments: [] }, 'queue'));
  await next;
  expect(
    two()
      .session()
      .sent.map(({ message }) => message.text),
  ).toEqual(['# Handoff\n\nfinish it', 'and the docs']);
});

test.each(['failOpen', 'failSend'] as const)(
  'when it cannot be had (%s) the old one stays, and what was written is the draft',
  async (how) => {
    const slot = await atRest();
    context().book.storage.drafts.put(slot.id, { text: 'something else', attachments: [] });
    const before = log(slot);
    two().behaviour[how] = failure('unavailable', 'two is not installed.');
    await expect(switchTo(slot, { message: 'finish it' })).rejects.toThrow('two is not installed.');
    expect([slot.thread.agent, slot.thread.state.kind, log(slot), draft(slot)]).toEqual([
      'one',
      'idle',
      before,
      '# Handoff\n\nfinish it\n\nsomething else',
    ]);
    expect(two().sessions.every(({ isClosed }) => isClosed)).toBe(true);
    // The old agent goes on as if nothing had been.
    const sent = new Promise<void>((resolve) => (lab.agent.behaviour.onSend = () => resolve()));
    await slot.mailbox.put(() => sendMessage(context(), slot, { text: 'go on', attachments: [] }, 'queue'));
    await sent;
    expect(lab.agent.session().sent.at(-1)?.message.text).toBe('go on');
  },
);

test('a kill while the new agent starts leaves the old one and the text', async () => {
  const slot = await atRest();
  let taken = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    two().behaviour.holdSend = new Promise((release) => (taken = release));
    const { open } = two();
    Object.assign(two(), {
      open: async (start: never) => {
        const session = await open(start);
        setImmediate(resolve);
        return session;
      },
    });
  });
  const switching = switchTo(slot, { message: 'finish it' }).catch(() => undefined);
  await asked;
  lab.kill();
  const again = await openLab({ folder: lab.folder, agents: [playedAgent('one'), playedAgent('two')] });
  const back = again.threads.context.book.get(slot.id);
  expect([back.thread.agent, back.thread.state.kind, again.threads.context.book.storage.drafts.get(slot.id).text]).toEqual([
    'one',
    'idle',
    '# Handoff\n\nfinish it',
  ]);
  taken();
  await switching;
  lab = again;
});

test('a task at work is not handed over, nor to an agent that is not there', async () => {
  const slot = await atRest();
  await expect(switchTo(slot, { agent: 'one' })).rejects.toThrow('That agent has the task already.');
  const sent = new Promise<void>((resolve) => (lab.agent.behaviour.onSend = () => setImmediate(resolve)));
  await slot.mailbox.put(() => sendMessage(context(), slot, { text: 'more', attachments: [] }, 'queue'));
  await sent;
  await expect(switchTo(slot)).rejects.toThrow('The task is at work.');
});
