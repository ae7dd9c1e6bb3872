/** What checkpoints/ asks of threads. */
import type { CheckpointThreads } from '#main/checkpoints/checkpoint-handlers.ts';
import { forkThread } from './fork-thread.ts';
import { goBack, refuseWhileActive } from './go-back.ts';
import { tell } from './notice.ts';
import { findPlace, type ThreadsContext } from './threads-context.ts';

export const checkpointSide = (context: ThreadsContext): CheckpointThreads => {
  const { book } = context;
  return {
    atRest: async (thread, work) =>
      book.get(thread).mailbox.put(async () => {
        refuseWhileActive(book.get(thread));
        return work();
      }),
    goBack: (thread, to) => goBack(context, book.get(thread), to),
    tell: (thread, text) => {
      const slot = book.find(thread);
      if (slot !== null) tell(context, slot, { level: 'info', text });
    },
    lastPosition: (thread) => book.get(thread).log.lastPosition,
    fork: (thread, fork) => forkThread(context, book.get(thread), fork),
    findPlace: (thread) => findPlace(context, thread),
    poke: context.changes.poke,
  };
};
