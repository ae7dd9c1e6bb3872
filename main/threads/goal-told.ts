/** The agent's own word on its goal: reached, changed or given up. */
import { tellApart } from './notice.ts';
import type { ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';

/** What the agent says of its goal; what the user set comes back as an echo. */
export const goalTold = (context: ThreadsContext, slot: ThreadSlot, goal: string | null): void => {
  const before = slot.thread.goal ?? null;
  if (goal === before) return;
  context.book.record(slot, { thread: { goal: goal ?? undefined } });
  if (goal === null) tellApart(context, slot, { level: 'info', text: `The agent works towards its goal no more: ${before}` });
};
