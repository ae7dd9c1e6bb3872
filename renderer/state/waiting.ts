/** Which threads wait for a person, in the order in which they began to. The count at the top, triage and “next” all use it. */
import { columnOf } from '#contract/column.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { Thread } from '#contract/threads.ts';
import type { BoardIndex } from './board.ts';

/** Since when the thread is as it is: what its age on the card counts from. */
export const sinceOf = (thread: Thread): number => ('since' in thread.state ? thread.state.since : thread.createdAt);

export const isSnoozed = (thread: Pick<Thread, 'snoozedUntil'>, now: number): boolean =>
  thread.snoozedUntil !== null && thread.snoozedUntil > now;

/** Shown at all: not removed, not archived. */
export const isCurrent = (thread: Pick<Thread, 'removedAt' | 'archivedAt'>): boolean =>
  thread.removedAt === null && thread.archivedAt === null;

export const needsYou = (thread: Thread, now: number): boolean =>
  thread.removedAt === null && columnOf(thread) === 'needs-you' && !isSnoozed(thread, now);

/** Longest waiting first. */
export const waitingThreads = (board: Pick<BoardIndex, 'threads'>, now: number): readonly Thread[] =>
  [...board.threads.values()].filter((thread) => needsYou(thread, now)).toSorted((a, b) => sinceOf(a) - sinceOf(b));

/** The one after `from` in that order, round and round; null when nothing waits elsewhere. */
export const nextWaiting = (board: Pick<BoardIndex, 'threads'>, from: ThreadId | null, now: number): Thread | null => {
  const waiting = waitingThreads(board, now);
  const index = waiting.findIndex((thread) => thread.id === from);
  const next = waiting[(index + 1) % Math.max(1, waiting.length)];
  return next === undefined || next.id === from ? null : next;
};
