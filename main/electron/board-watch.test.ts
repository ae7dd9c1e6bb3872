import { expect, test } from 'vitest';
import type { Board } from '#contract/board.ts';
import type { Thread, ThreadState } from '#contract/threads.ts';
import { countThreads } from './board-watch.ts';
import { countsLine } from './counts-line.ts';

const thread = (state: ThreadState, more: Partial<Thread> = {}): Thread =>
  ({ state, doneAt: null, archivedAt: null, removedAt: null, snoozedUntil: null, ...more }) as Thread;
const idle: ThreadState = { kind: 'idle', outcome: 'completed', since: 0 };
const running = { kind: 'running', turn: 'u_000000', since: 0 } as ThreadState;
const waiting: ThreadState = { kind: 'waiting', turn: null, reason: 'approval', since: 0 };

test('threads are counted by what they ask for', () => {
  const threads = [
    thread(waiting),
    thread(waiting, { snoozedUntil: 2_000 }),
    thread(waiting, { snoozedUntil: 500 }),
    thread(running),
    thread({ kind: 'preparing', step: 'worktree', done: null, total: null, since: 0 }),
    thread(idle),
    thread(idle, { doneAt: 1 }),
    thread(idle, { archivedAt: 1 }),
    thread(running, { removedAt: 1 }),
  ];
  const board: Board = { projects: [], approvals: [], threads };
  expect(countThreads(board, 1_000)).toEqual({ needsYou: 2, running: 2, review: 1, active: 5 });
});

test.each([
  [{ needsYou: 0, running: 0, review: 0, active: 0 }, 'Nothing is running'],
  [{ needsYou: 1, running: 0, review: 0, active: 1 }, '1 needs you'],
  [{ needsYou: 2, running: 3, review: 1, active: 5 }, '2 need you · 3 running · 1 to review'],
])('the line of %j', (counts, line) => {
  expect(countsLine(counts)).toBe(line);
});
