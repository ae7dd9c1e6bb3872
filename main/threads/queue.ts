/** The queue of a thread as the user edits it. Runs inside the thread's mailbox. */
import type { QueuedId } from '#contract/ids.ts';
import { failure } from '#contract/failure.ts';
import type { QueuedMessage } from '#contract/threads.ts';
import { sendMessage } from './send-message.ts';
import type { ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';

const find = (slot: ThreadSlot, id: QueuedId): QueuedMessage => {
  const message = slot.queue.find((candidate) => candidate.id === id);
  if (message === undefined) throw failure('not-found', 'The message is not in the queue any more.', 'It was sent or withdrawn meanwhile.');
  return message;
};

export const editQueued = (context: ThreadsContext, slot: ThreadSlot, id: QueuedId, text: string): void => {
  find(slot, id);
  context.book.commit(slot, { queue: slot.queue.map((message) => (message.id === id ? { ...message, text } : message)) });
};

/** `to` is the place it shall have; past the end means last. */
export const moveQueued = (context: ThreadsContext, slot: ThreadSlot, id: QueuedId, to: number): void => {
  const message = find(slot, id);
  const rest = slot.queue.filter((candidate) => candidate.id !== id);
  context.book.commit(slot, { queue: rest.toSpliced(Math.min(to, rest.length), 0, message) });
};

export const withdrawQueued = (context: ThreadsContext, slot: ThreadSlot, id: QueuedId): QueuedMessage => {
  const message = find(slot, id);
  context.book.commit(slot, { queue: slot.queue.filter((candidate) => candidate.id !== id) });
  return message;
};

/** Reaches the running turn, or begins the next one. When it fails, the message is back where it was. */
export const sendQueuedNow = async (context: ThreadsContext, slot: ThreadSlot, id: QueuedId): Promise<void> => {
  const before = slot.queue;
  const message = withdrawQueued(context, slot, id);
  try {
    await sendMessage(context, slot, message, 'steer');
  } catch (error) {
    context.book.record(slot, { queue: before });
    throw error;
  }
};
