import { afterEach, beforeEach, expect, test } from 'vitest';
import { columnOf } from '#contract/column.ts';
import { changesOf } from '#contract/threads.ts';
import { sendMessage } from './send-message.ts';
import { openLab, type Lab } from './testing/thread-lab.ts';

let lab: Lab;
beforeEach(async () => {
  lab = await openLab();
});
afterEach(async () => {
  await lab.close();
});

const none = { files: 0, added: 0, deleted: 0 };
const some = { files: 2, added: 9, deleted: 1 };
const landing = { into: 'main', commit: 'c'.repeat(40), how: 'merge', changes: some, stays: null } as const;

test('what landed is done and keeps its size; new work, or a message, brings it back', async () => {
  const slot = lab.create();
  lab.agent.behaviour.onSend = (session) => session.say({ kind: 'turn-ended', outcome: { kind: 'completed' } });
  await lab.until(slot, (thread) => thread.state.kind === 'idle' && thread.turns === 1);
  const seen = () => [columnOf(slot.thread), changesOf(slot.thread)];
  lab.threads.setTotals(slot.id, some);
  lab.threads.review.onLanded(slot.id, landing);
  expect(seen()).toEqual(['done', some]);
  lab.threads.setTotals(slot.id, none);
  expect(seen()).toEqual(['done', some]);
  lab.threads.setTotals(slot.id, { files: 1, added: 1, deleted: 0 });
  expect(seen()).toEqual(['review', { files: 1, added: 1, deleted: 0 }]);
  lab.threads.setTotals(slot.id, none);
  lab.threads.review.onLanded(slot.id, { ...landing, stays: 'It stays.' });
  expect(slot.log.page(null, 1)).toMatchObject([{ kind: 'notice', text: 'Merged into main (cccccccccc). It stays.' }]);
  await slot.mailbox.put(() => sendMessage(lab.threads.context, slot, { text: 'More', attachments: [] }, 'queue'));
  await lab.until(slot, (thread) => thread.state.kind === 'idle' && thread.turns === 2);
  expect([columnOf(slot.thread), slot.thread.doneAt]).toEqual(['review', null]);
});

test('landing under an agent at work does not take its card away', async () => {
  const slot = lab.create();
  await lab.until(slot, (thread) => thread.state.kind === 'running');
  lab.threads.review.onLanded(slot.id, landing);
  expect([columnOf(slot.thread), slot.thread.doneAt]).toEqual(['running', null]);
});
