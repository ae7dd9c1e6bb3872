/** Starting, trying again, and going on after an interruption. Runs inside the thread's mailbox. */
import { failure } from '#contract/failure.ts';
import { isPendingMessage } from './end-turn.ts';
import { noticeFor } from './notice.ts';
import { beginPreparation } from './prepare-thread.ts';
import { beginPending, beginTurn, continueQueue } from './run-turn.ts';
import type { ThreadsContext } from './threads-context.ts';
import { beginAct } from './turn-acts.ts';
import type { ThreadSlot } from './thread-slot.ts';

const RESUME_TEXT =
  'You were cut off in the middle of your work: the app was closed or crashed. Commands that ran then have ended. Look at the state of the folder, then go on where you were.';

const refuseBusy = (slot: ThreadSlot): void => {
  if (slot.activity.kind !== 'none') throw failure('busy', 'The task is at work already.');
};

/** A thread of the backlog, or one whose preparation failed. */
export const startThread = (context: ThreadsContext, slot: ThreadSlot): void => {
  refuseBusy(slot);
  if (!slot.private.prepared) beginPreparation(context, slot);
  else if (!beginPending(context, slot)) continueQueue(context, slot);
};

/** The last message again. */
export const retryThread = (context: ThreadsContext, slot: ThreadSlot): void => {
  refuseBusy(slot);
  if (!slot.private.prepared || slot.log.live.some(isPendingMessage)) return startThread(context, slot);
  const act = context.book.storage.turns.newest(slot.id)?.act;
  if (act?.kind === 'compact' || act?.kind === 'review') return beginAct(context, slot, act, 'retry');
  const last = context.book.storage.items.lastUserItem(slot.id);
  if (last === null) throw failure('invalid', 'There is no message to send again.');
  beginTurn(context, slot, { trigger: 'retry', text: last.text, attachments: last.attachments, items: [] });
};

/** Tells the agent that it was cut off. When it never named the conversation, the message is sent again instead. */
export const resumeThread = (context: ThreadsContext, slot: ThreadSlot): void => {
  refuseBusy(slot);
  if (!slot.private.prepared || slot.log.live.some(isPendingMessage)) return startThread(context, slot);
  if (slot.private.session === null && slot.thread.turns <= 1) return retryThread(context, slot);
  const notice = noticeFor(slot, { level: 'info', text: 'The agent was told that it was cut off, and to go on.' }, context.now());
  beginTurn(context, slot, { trigger: 'resume', text: RESUME_TEXT, attachments: [], items: [notice] });
};
