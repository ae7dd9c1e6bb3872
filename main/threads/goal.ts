/**
 * Goals: what an agent works towards of its own accord, turn after turn. The thread shows it; the agent keeps it. A stop ends
 * that work too, so it clears the goal at the agent, at the latest when it is reached again.
 */
import { failure } from '#contract/failure.ts';
import { log } from '#main/base/log.ts';
import { agentOf } from './fit-choice.ts';
import { tellApart } from './notice.ts';
import { hear } from './run-turn.ts';
import { ensureSession, turnSettings } from './sessions.ts';
import type { ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';

/** Longest that the agent may take to hear of it. */
const TELL_MAX_MS = 10_000;

const reaches = async (promise: Promise<void>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), TELL_MAX_MS)));
  const told = promise.then(
    () => true,
    (error: unknown) => {
      log.warning('threads.goal', { error });
      return false;
    },
  );
  const reached = await Promise.race([told, late]);
  clearTimeout(timer);
  return reached;
};

/** Clears the goal here and at the agent, and says so; does nothing when there is none. Runs inside the thread's mailbox. */
export const clearGoal = async (context: ThreadsContext, slot: ThreadSlot): Promise<void> => {
  const { goal } = slot.thread;
  if (goal === undefined) return;
  // From here on the agent's word that it has none is no news.
  context.book.record(slot, { thread: { goal: undefined }, private: { goalToClear: true } });
  tellApart(context, slot, { level: 'info', text: `The goal was cleared: ${goal}` });
  const setGoal = slot.session?.agent === slot.thread.agent ? slot.session.session.setGoal : undefined;
  if (setGoal !== undefined && (await reaches(setGoal(null, turnSettings(context, slot))))) {
    context.book.record(slot, { private: { goalToClear: false } });
  }
};

/** Runs inside the thread's mailbox. Throws AppError. */
export const setGoal = async (context: ThreadsContext, slot: ThreadSlot, goal: string | null): Promise<void> => {
  if (goal === null) return await clearGoal(context, slot);
  const agent = agentOf(context, slot.thread.agent);
  if (agent?.abilities.goals !== true) {
    throw failure('unavailable', `${agent?.label ?? slot.thread.agent} takes no goals.`, 'Send it a message, or choose another agent.');
  }
  if (slot.activity.kind === 'preparing' || !slot.private.prepared)
    throw failure('busy', 'The task has no folder yet.', 'Wait until it is prepared.');
  if (slot.activity.kind === 'none' && slot.private.session?.agent !== slot.thread.agent) {
    throw failure('conflict', 'The agent does not know this conversation yet.', 'Send it a message first, then set the goal.');
  }
  const { held } = await ensureSession(context, slot, hear(context, slot));
  if (held.session.setGoal === undefined) throw failure('unavailable', 'The agent takes no goals now.', 'Send it a message.');
  const before = slot.thread.goal;
  // Stored first: its turns may begin before it has answered.
  context.book.commit(slot, { thread: { goal }, private: { goalToClear: false } });
  try {
    await held.session.setGoal(goal, turnSettings(context, slot));
  } catch (error) {
    context.book.record(slot, { thread: { goal: before } });
    throw error;
  }
  tellApart(context, slot, { level: 'info', text: `The agent now works towards a goal: ${goal}` });
};
