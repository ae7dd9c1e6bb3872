/** The part of the contract that threads answer. Everything that changes a thread goes through its mailbox. */
import type { AttachmentId, ThreadId } from '#contract/ids.ts';
import type { Attachment } from '#contract/items.ts';
import type { Thread } from '#contract/threads.ts';
import { failure } from '#contract/failure.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { answerApproval } from './answer-approval.ts';
import { createThread } from './create-thread.ts';
import { resumeThread, retryThread, startThread } from './go-on.ts';
import { editQueued, moveQueued, sendQueuedNow, withdrawQueued } from './queue.ts';
import { exportThread, itemsPage, readOutput, searchThreads, threadTopic } from './read-thread.ts';
import { previewRemoval, removeThread, restoreThread } from './remove-thread.ts';
import { endRun, runNamed } from './run-command.ts';
import { sendMessage } from './send-message.ts';
import { stopThread } from './stop-thread.ts';
import type { ThreadSlot } from './thread-slot.ts';
import type { Threads } from './threads.ts';
import { updateThread } from './update-thread.ts';

export interface ThreadHandlerNeeds {
  readonly threads: Threads;
  /** Throws AppError `not-found`. */
  readonly attachments: (ids: readonly AttachmentId[]) => readonly Attachment[];
}

/** Answered by choice-handlers.ts. */
type Chosen = 'threads.compact' | 'threads.review-mode' | 'threads.goal';
type ThreadCall =
  Exclude<Extract<keyof Handlers, `threads.${string}` | `queue.${string}` | `approvals.${string}`>, Chosen> | 'thread' | 'board';

/** Puts work into the thread's mailbox. */
export const inThread = async <T>({ context }: Threads, id: ThreadId, work: (slot: ThreadSlot) => T | Promise<T>): Promise<T> => {
  if (context.isClosing())
    throw failure('unavailable', 'Nothing can be changed now.', 'The app is closing, or the database is open for reading only.');
  const slot = context.book.get(id);
  return await slot.mailbox.put(() => work(context.book.get(id)));
};

const done = async (work: Promise<unknown>): Promise<null> => {
  await work;
  return null;
};

const readingHandlers = ({ threads }: ThreadHandlerNeeds) => {
  const { book } = threads.context;
  return {
    board: () => threads.board,
    thread: ({ thread }) => threadTopic(book, thread),
    'threads.items': ({ thread, before, limit, main }) => itemsPage(book, book.get(thread), before, limit, main),
    'threads.output': ({ thread, item, from, bytes }) => readOutput(book.get(thread), book, item, from, bytes),
    'threads.search': ({ query, limit }) => searchThreads(book, query, limit),
    'threads.export': ({ thread, from }) => exportThread(book.get(thread), book, from),
    'threads.removal': ({ thread }) => previewRemoval(threads.context, book.get(thread)),
    'threads.removed': () => book.storage.threads.removed().map((stored) => stored.thread),
    'approvals.list': ({ thread }) =>
      (thread === null ? book.all() : [book.get(thread)]).flatMap((slot) => [...slot.approvals.values()].map((stored) => stored.approval)),
  } satisfies Partial<Handlers>;
};

const queueHandlers = ({ threads }: ThreadHandlerNeeds) => {
  const { context } = threads;
  return {
    'queue.edit': ({ thread, queued, text }) => done(inThread(threads, thread, (slot) => editQueued(context, slot, queued, text))),
    'queue.move': ({ thread, queued, to }) => done(inThread(threads, thread, (slot) => moveQueued(context, slot, queued, to))),
    'queue.withdraw': ({ thread, queued }) => inThread(threads, thread, (slot) => withdrawQueued(context, slot, queued)),
    'queue.send-now': ({ thread, queued }) => done(inThread(threads, thread, (slot) => sendQueuedNow(context, slot, queued))),
  } satisfies Partial<Handlers>;
};

/** One restore of a thread at a time; who asks again gets the same. */
const restoringOnce = ({ context }: Threads): ((id: ThreadId, signal: AbortSignal) => Promise<Thread>) => {
  const restoring = new Map<ThreadId, Promise<Thread>>();
  return (id, signal) => {
    const running = restoring.get(id) ?? restoreThread(context, id, signal).finally(() => restoring.delete(id));
    restoring.set(id, running);
    return running;
  };
};

export const threadHandlers = (needs: ThreadHandlerNeeds): Pick<Handlers, ThreadCall> => {
  const { threads, attachments } = needs;
  const { context } = threads;
  const restore = restoringOnce(threads);
  return {
    ...readingHandlers(needs),
    ...queueHandlers(needs),
    'threads.create': (input) => {
      if (context.isClosing())
        throw failure('unavailable', 'No task can be begun now.', 'The app is closing, or the database is open for reading only.');
      return createThread(context, input, attachments(input.attachments)).thread;
    },
    'threads.start': ({ thread }) => done(inThread(threads, thread, (slot) => startThread(context, slot))),
    'threads.send': async ({ thread, text, attachments: ids, delivery }) => ({
      how: await inThread(threads, thread, (slot) => sendMessage(context, slot, { text, attachments: attachments(ids) }, delivery)),
    }),
    'threads.stop': async ({ thread }) => ({ returned: await inThread(threads, thread, (slot) => stopThread(context, slot)) }),
    'threads.retry': ({ thread }) => done(inThread(threads, thread, (slot) => retryThread(context, slot))),
    'threads.resume': ({ thread }) => done(inThread(threads, thread, (slot) => resumeThread(context, slot))),
    'threads.update': ({ thread, patch }) => inThread(threads, thread, (slot) => updateThread(context, slot, patch)),
    'threads.run': ({ thread, name }) => inThread(threads, thread, (slot) => runNamed(context, slot, name)),
    // Not through the mailbox: it is what ends a teardown command that a removal waits for.
    'threads.end-run': ({ thread, item }) => done(endRun(context.book.get(thread), item)),
    'threads.remove': async ({ thread }) => ({ notes: await inThread(threads, thread, (slot) => removeThread(context, slot)) }),
    'threads.restore': ({ thread }, { signal }) => restore(thread, signal),
    'approvals.answer': async (answer) => {
      const found = context.book.slotOfApproval(answer.approval);
      if (found === null) throw failure('conflict', 'The question is not open any more.', 'It was answered or withdrawn meanwhile.');
      // A word on the project; a removal may wait for it inside the mailbox.
      if (found.stored.approval.kind === 'trust') return await done(answerApproval(context, found.slot, answer));
      return await done(inThread(threads, found.slot.id, (slot) => answerApproval(context, slot, answer)));
    },
  };
};
