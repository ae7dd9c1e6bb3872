/** A thread waits while anything its agent asked is open, and goes on when nothing is. */
import type { StoredApproval } from '#main/storage/approvals-table.ts';
import { askedByAgent, waitReason } from './end-turn.ts';
import type { ThreadsContext } from './threads-context.ts';
import { runningTurn, type ThreadSlot } from './thread-slot.ts';

/** Asked between turns by work in the background, in a session that is still there. */
export const isWaitedFor = (slot: ThreadSlot, { approval, request }: StoredApproval): boolean =>
  slot.session !== null && request !== null && approval.turn === null && approval.kind !== 'trust';

export const showWaiting = (context: ThreadsContext, slot: ThreadSlot): void => {
  const running = runningTurn(slot);
  if (running === null) return showWaitingAtRest(context, slot);
  // What the reviewer looks at waits for nobody yet.
  const open = askedByAgent(slot).filter(({ reviewing }) => reviewing !== true);
  const { state } = slot.thread;
  const turn = running.turn.id;
  if (open.length === 0) {
    if (state.kind === 'waiting') context.book.record(slot, { thread: { state: { kind: 'running', turn, since: context.now() } } });
    return;
  }
  const reason = waitReason(open);
  if (state.kind !== 'waiting' || state.reason !== reason) {
    context.book.record(slot, { thread: { state: { kind: 'waiting', turn, reason, since: context.now() } } });
  }
};

/** Between turns: what an earlier run of the app left open is not touched. */
const showWaitingAtRest = (context: ThreadsContext, slot: ThreadSlot): void => {
  if (slot.activity.kind !== 'none' || slot.session === null) return;
  const { state } = slot.thread;
  const open = [...slot.approvals.values()].filter((stored) => isWaitedFor(slot, stored) && stored.approval.reviewing !== true);
  const since = context.now();
  if (open.length > 0 && state.kind === 'idle') {
    const reason = waitReason(open.map(({ approval }) => approval));
    context.book.record(slot, { thread: { state: { kind: 'waiting', turn: null, reason, since } } });
  } else if (state.kind === 'waiting' && askedByAgent(slot).length === 0) {
    context.book.record(slot, { thread: { state: { kind: 'idle', outcome: 'completed', since } } });
  }
};
