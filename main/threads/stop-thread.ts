/** Stop: ends what runs in a thread, and what would begin by itself, and gives back what was queued. */
import type { QueuedMessage } from '#contract/threads.ts';
import type { Approval } from '#contract/approvals.ts';
import { log } from '#main/base/log.ts';
import { endTurn } from './end-turn.ts';
import { clearGoal } from './goal.ts';
import { closeSession, withinTime } from './sessions.ts';
import type { ThreadsContext } from './threads-context.ts';
import type { RunningTurn, ThreadSlot } from './thread-slot.ts';

const stopTurn = async (context: ThreadsContext, slot: ThreadSlot, running: RunningTurn): Promise<void> => {
  const held = slot.session;
  if (running.phase === 'starting' || held === null) {
    // The agent has not taken the message yet. Whatever comes of reaching it is not wanted any more.
    slot.lettingGo = running.reached;
    endTurn(context, slot, { kind: 'stopped' });
    slot.session = null;
    return;
  }
  running.phase = 'stopping';
  await withinTime(Promise.all([held.session.interrupt(), running.ended]), context.patienceMs);
  if (slot.activity !== running) return;
  log.warning('threads.stop', { thread: slot.id, reason: 'the agent did not end its turn' });
  endTurn(context, slot, { kind: 'stopped' }, { level: 'warning', text: 'The agent did not stop by itself and was cut off.' });
  await closeSession(slot);
};

/** Open questions of a thread in which nothing runs: of a turn that a crash cut, or about trust. */
const withdrawOpen = (context: ThreadsContext, slot: ThreadSlot): void => {
  const at = context.now();
  const approvals = [...slot.approvals.values()].map(({ approval, request }) => ({
    approval: { ...approval, state: { kind: 'withdrawn', by: 'stop', at } } satisfies Approval,
    request,
  }));
  const rests = slot.thread.state.kind === 'waiting' && slot.activity.kind === 'none';
  context.book.record(slot, { approvals, ...(rests ? { thread: { state: { kind: 'idle', outcome: 'stopped', since: at } } } : {}) });
};

export const stopThread = async (context: ThreadsContext, slot: ThreadSlot): Promise<readonly QueuedMessage[]> => {
  const returned = slot.queue;
  if (returned.length > 0) context.book.commit(slot, { queue: [] });
  await clearGoal(context, slot);
  const { activity } = slot;
  if (activity.kind === 'preparing') {
    activity.abort.abort();
    await withinTime(activity.over, context.patienceMs);
  }
  if (activity.kind === 'turn') await stopTurn(context, slot, activity);
  // Work in the background that asks between turns.
  else if (slot.thread.state.kind === 'waiting' && slot.session !== null)
    await withinTime(slot.session.session.interrupt(), context.patienceMs);
  if (slot.approvals.size > 0) withdrawOpen(context, slot);
  return returned;
};
