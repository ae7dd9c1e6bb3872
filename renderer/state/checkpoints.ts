/** Checkpoints of the open thread. */
import { useEffect } from 'react';
import { applyCheckpoints, type Checkpoint, type CheckpointsEvent } from '#contract/checkpoints.ts';
import type { ThreadId } from '#contract/ids.ts';
import { createLendingLibrary } from './lending.ts';
import { createTopicStore, watchTopic, type TopicState } from './topic-store.ts';

const library = createLendingLibrary<ThreadId, TopicState<readonly Checkpoint[]>>(
  (thread) => {
    const store = createTopicStore<readonly Checkpoint[]>();
    const stop = watchTopic('checkpoints', { thread }, store, {
      snapshot: (list) => list,
      events: (list, events: readonly CheckpointsEvent[]) => events.reduce(applyCheckpoints, list),
    });
    return { store, stop };
  },
  { lingerMs: 10_000, mostLingering: 3 },
);

const none: readonly Checkpoint[] = [];

/** Newest first. */
export const useCheckpoints = (thread: ThreadId): readonly Checkpoint[] => {
  const store = library.peek(thread);
  useEffect(() => library.borrow(thread), [thread]);
  return store((state) => state.value ?? none);
};
