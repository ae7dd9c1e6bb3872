/** A running thread waits while anything it asked is open, and runs again when nothing is. */
import { askedByAgent, waitReason } from './end-turn.ts';
import type { ThreadsContext } from './threads-context.ts';
import { runningTurn, type ThreadSlot } from './thread-slot.ts';

export const showWaiting = (context: ThreadsContext, slot: ThreadSlot): void => {
  const running = runningTurn(slot);
  if (running === null) return;
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
