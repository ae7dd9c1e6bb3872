import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultSettings } from '#contract/settings.ts';
import type { Notification } from '#main/base/host.ts';
import { openLab, type Lab } from '#main/threads/testing/thread-lab.ts';
import type { ThreadSlot } from '#main/threads/thread-slot.ts';
import { Attention } from './attention.ts';

let lab: Lab;
let attention: Attention;
let told: Notification[];
let settings = defaultSettings;
let focused = false;

beforeEach(async () => {
  lab = await openLab();
  told = [];
  settings = defaultSettings;
  focused = false;
  attention = new Attention({
    book: lab.threads.context.book,
    host: { notify: (notification) => told.push(notification), isFocused: () => focused },
    settings: () => settings,
    now: () => lab.now,
  });
});
afterEach(async () => {
  attention.dispose();
  await lab.close();
});

const running = async (): Promise<ThreadSlot> => {
  const sent = new Promise<void>((resolve) => (lab.agent.behaviour.onSend = () => resolve()));
  const slot = lab.create('Fix the rounding');
  await sent;
  return slot;
};
const ask = (key: string) =>
  lab.agent.session().say({
    kind: 'request-opened',
    request: { key, kind: 'command', itemKey: null, title: 'Run?', detail: { command: 'ls' }, decisions: [] },
  });
const bodies = () => told.map(({ title, body }) => `${title}: ${body}`);

test('a thread that needs the person is told of once for each reason, and again when it is done', async () => {
  const slot = await running();
  ask('r1');
  lab.threads.context.book.commit(slot, { thread: { title: 'Renamed' } });
  expect(bodies()).toEqual(['Fix the rounding: Asks for your approval.']);
  lab.agent.session().say({ kind: 'request-closed', key: 'r1' });
  lab.agent.session().say({ kind: 'turn-ended', outcome: { kind: 'completed' } });
  expect(bodies()).toEqual(['Fix the rounding: Asks for your approval.', 'Renamed: Is ready to review.']);
});

test('settings and focus decide', async () => {
  await running();
  focused = true;
  ask('r1');
  focused = false;
  settings = { ...defaultSettings, notifyDone: 'never', notifyNeedsYou: 'always' };
  lab.agent.session().say({ kind: 'request-closed', key: 'r1' });
  lab.agent.session().say({ kind: 'turn-ended', outcome: { kind: 'completed' } });
  expect(bodies()).toEqual([]);
});

test('a thread that sleeps is silent, and speaks when it wakes', async () => {
  const slot = await running();
  lab.threads.context.book.commit(slot, { thread: { snoozedUntil: lab.now + 20 } });
  ask('r1');
  expect(bodies()).toEqual([]);
  lab.now += 100;
  await lab.until(slot, (thread) => thread.snoozedUntil === null);
  expect([bodies(), slot.thread.unread]).toEqual([['Fix the rounding: Asks for your approval.'], true]);
});

test('a failure is told with its sentence; stopping by hand is no news', async () => {
  await running();
  lab.agent
    .session()
    .say({ kind: 'turn-ended', outcome: { kind: 'failed', failure: { kind: 'agent', message: 'Overloaded.' }, retryable: true } });
  expect(bodies()).toEqual(['Fix the rounding: Overloaded.']);
});
