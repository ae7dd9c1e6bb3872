/** Comments on a thread's change, and the reviews by agents that some of them come from. */
import { useEffect } from 'react';
import { applyComments, type Comment, type CommentsEvent, type Review } from '#contract/comments.ts';
import type { ThreadId } from '#contract/ids.ts';
import { createLendingLibrary } from './lending.ts';
import { createTopicStore, latest, watchTopic, type TopicState } from './topic-store.ts';

const limits = { lingerMs: 10_000, mostLingering: 3 } as const;

const comments = createLendingLibrary<ThreadId, TopicState<readonly Comment[]>>((thread) => {
  const store = createTopicStore<readonly Comment[]>();
  const stop = watchTopic('comments', { thread }, store, {
    snapshot: (list) => list,
    events: (list, events: readonly CommentsEvent[]) => events.reduce(applyComments, list),
    wait: () => 'frame',
  });
  return { store, stop };
}, limits);

const reviews = createLendingLibrary<ThreadId, TopicState<readonly Review[]>>((thread) => {
  const store = createTopicStore<readonly Review[]>();
  return { store, stop: watchTopic('reviews', { thread }, store, latest<readonly Review[]>()) };
}, limits);

const none: readonly never[] = [];

export const useComments = (thread: ThreadId): readonly Comment[] => {
  const store = comments.peek(thread);
  useEffect(() => comments.borrow(thread), [thread]);
  return store((state) => state.value ?? none);
};

/** Shows a comment, or that it is gone, before the core has said so. */
export const showComment = (thread: ThreadId, event: CommentsEvent): void => {
  const store = comments.peek(thread);
  const { value } = store.getState();
  if (value !== null) store.setState({ value: applyComments(value, event) });
};

export const useReviews = (thread: ThreadId): readonly Review[] => {
  const store = reviews.peek(thread);
  useEffect(() => reviews.borrow(thread), [thread]);
  return store((state) => state.value ?? none);
};
