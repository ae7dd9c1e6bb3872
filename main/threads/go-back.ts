/**
 * The conversation goes back to an earlier point: what was said later is set aside, and the agent goes back in its own record,
 * or begins a new session that is told of what remains. The log itself never changes.
 */
import type { Checkpoint } from '#contract/checkpoints.ts';
import { failure } from '#contract/failure.ts';
import type { Thread } from '#contract/threads.ts';
import { knownAt } from './marks.ts';
import { closeSession } from './sessions.ts';
import type { ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';

/** Throws AppError `busy`. */
export const refuseWhileActive = (slot: ThreadSlot): void => {
  if (slot.activity.kind === 'none') return;
  throw failure('busy', 'The task is at work.', 'Stop it first, then go back.');
};

/** What is set aside after going back: as it was at that point, and all that was said since. Pure. */
export const asideAfter = (
  to: Pick<Checkpoint, 'position' | 'setAside'>,
  lastPosition: number,
  now: number,
): NonNullable<Thread['setAside']> =>
  lastPosition <= to.position ? to.setAside : [...to.setAside, { from: to.position + 1, to: lastPosition, at: now }];

/** Runs inside the thread's mailbox. */
export const goBack = async (context: ThreadsContext, slot: ThreadSlot, to: Pick<Checkpoint, 'position' | 'setAside'>): Promise<void> => {
  refuseWhileActive(slot);
  const setAside = asideAfter(to, slot.log.lastPosition, context.now());
  // An agent that can do so goes back in its own record; the conversation it leaves stays there for who comes forward again.
  const session = knownAt(context, slot.id, to, slot.thread.agent, 'fork-or-back');
  context.book.commit(slot, { thread: { setAside, plan: null }, private: { session } });
  await closeSession(slot);
};
