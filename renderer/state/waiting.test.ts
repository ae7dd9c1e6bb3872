import { expect, test } from 'vitest';
import type { ThreadId } from '#contract/ids.ts';
import type { Thread } from '#contract/threads.ts';
import { threadFixture } from './testing/fixtures.ts';
import { nextWaiting, waitingThreads } from './waiting.ts';

const waiting = (id: string, since: number, over: Partial<Thread> = {}): Thread =>
  threadFixture({ id: `t_${id}` as ThreadId, state: { kind: 'waiting', turn: null, reason: 'approval', since }, ...over });
const board = {
  threads: new Map(
    [
      waiting('newest', 30),
      waiting('oldest', 10),
      waiting('snooze', 5, { snoozedUntil: 200 }),
      waiting('middle', 20, { snoozedUntil: 50 }),
      threadFixture({ id: 't_runner' as ThreadId }),
    ].map((thread) => [thread.id, thread]),
  ),
};

test('who has waited longest comes first; a snoozed one waits for its time', () => {
  expect(waitingThreads(board, 100).map((thread) => thread.id)).toEqual(['t_oldest', 't_middle', 't_newest']);
});

test('next goes round', () => {
  const next = (from: string | null) => nextWaiting(board, from as ThreadId | null, 100)?.id ?? null;
  expect([next(null), next('t_oldest'), next('t_newest'), next('t_runner')]).toEqual(['t_oldest', 't_middle', 't_oldest', 't_oldest']);
  expect(nextWaiting({ threads: new Map([[waiting('only', 1).id, waiting('only', 1)]]) }, 't_only' as ThreadId, 5)).toBe(null);
});
