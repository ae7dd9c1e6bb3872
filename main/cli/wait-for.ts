/** Waiting for what a thread becomes, told by the core and never asked for in a loop. */
import { columnOf, isActive } from '#contract/column.ts';
import type { Board } from '#contract/board.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { Thread } from '#contract/threads.ts';
import { failed } from './cli-error.ts';
import type { CoreSession } from './core-session.ts';

export const goals = ['needs-you', 'review', 'idle'] as const;
export type Goal = (typeof goals)[number];

/** Nothing runs and nothing is about to: a queued message of a thread at rest starts by itself. */
const isAtRest = ({ state, queued }: Thread): boolean =>
  !isActive(state) && !(state.kind === 'idle' && state.outcome === 'completed' && queued > 0);

export const reached = (thread: Thread, goal: Goal): boolean => {
  switch (goal) {
    case 'needs-you':
      return columnOf(thread) === 'needs-you';
    case 'review':
      return (columnOf(thread) === 'review' || columnOf(thread) === 'done') && isAtRest(thread);
    case 'idle':
      return isAtRest(thread);
  }
};

export interface Found {
  readonly thread: Thread;
  readonly board: Board;
}

/**
 * Resolves when `wanted` holds for the thread. Throws AppError when the time is over (`cancelled`), the thread goes away,
 * or the core ends.
 */
export const waitForThread = async (
  core: CoreSession,
  id: ThreadId,
  wanted: (thread: Thread) => boolean,
  timeoutSeconds: number | null,
): Promise<Found> => {
  const { promise, resolve, reject } = Promise.withResolvers<Found>();
  let seen = false;
  const stop = core.watchBoard((board) => {
    const thread = board.threads.find((other) => other.id === id);
    seen ||= thread !== undefined;
    if (thread === undefined) {
      if (seen) reject(failed('not-found', `Thread ${id} was removed meanwhile.`));
    } else if (wanted(thread)) resolve({ thread, board });
  });
  void core.lost.then(() => reject(failed('unavailable', 'Switchyard ended while this waited.', 'Start it and wait again.')));
  const late = (): void =>
    reject(
      failed(
        'cancelled',
        `Thread ${id} did not get there within ${timeoutSeconds} s.`,
        'It goes on; wait again, or look at it with “switchyard show”.',
      ),
    );
  const timer = timeoutSeconds === null ? null : setTimeout(late, timeoutSeconds * 1_000);
  try {
    return await promise;
  } finally {
    stop();
    if (timer !== null) clearTimeout(timer);
  }
};

/**
 * The thread with the size of its change as git says it now: the row learns of it a moment after the turn has ended, and
 * a program that waited for that end reads on at once.
 */
export const withFreshChanges = async (core: CoreSession, found: Found): Promise<Found> => {
  const { thread } = found;
  if (isActive(thread.state) || thread.worktree.status !== 'ready') return found;
  const { totals } = await core.snapshot('changes', { thread: thread.id, scope: 'base' });
  return { ...found, thread: { ...thread, changes: totals } };
};

/** A person is needed, or the work is over. */
export const needsPersonOrRests = (thread: Thread): boolean => reached(thread, 'needs-you') || reached(thread, 'idle');
