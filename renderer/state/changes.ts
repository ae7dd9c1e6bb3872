/** The change a thread made, per scope, for as long as it is on the screen. */
import { useEffect } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import type { Changes, ChangeScope } from '#contract/review.ts';
import { createLendingLibrary } from './lending.ts';
import { createTopicStore, latest, watchTopic, type TopicState } from './topic-store.ts';

type ChangesKey = `${ChangeScope}:${ThreadId}`;

const changes = createLendingLibrary<ChangesKey, TopicState<Changes>>(
  (key) => {
    const [scope, thread] = key.split(':') as [ChangeScope, ThreadId];
    const store = createTopicStore<Changes>();
    return { store, stop: watchTopic('changes', { thread, scope, quick: true }, store, { ...latest<Changes>(), wait: () => 'frame' }) };
  },
  { lingerMs: 10_000, mostLingering: 3 },
);

export const useChanges = (thread: ThreadId, scope: ChangeScope): TopicState<Changes> => {
  const key: ChangesKey = `${scope}:${thread}`;
  const store = changes.peek(key);
  useEffect(() => changes.borrow(key), [key]);
  return store();
};
