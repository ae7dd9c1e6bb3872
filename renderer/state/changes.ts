/** The change a thread made, per scope, for as long as it is on the screen. */
import { useCallback, useEffect, useState } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import type { Changes, ChangeScope } from '#contract/review.ts';
import { createLendingLibrary } from './lending.ts';
import { createTopicStore, latest, watchTopic, type TopicState, type TopicStore } from './topic-store.ts';

/** The number tells one asking from the next, after a failure. */
type ChangesKey = `${ChangeScope}:${ThreadId}:${number}`;

const changes = createLendingLibrary<ChangesKey, TopicState<Changes>>(
  (key) => {
    const [scope, thread] = key.split(':') as [ChangeScope, ThreadId];
    const store = createTopicStore<Changes>();
    return { store, stop: watchTopic('changes', { thread, scope, quick: true }, store, { ...latest<Changes>(), wait: () => 'frame' }) };
  },
  { lingerMs: 10_000, mostLingering: 3 },
);

/** Asks for the change since the base that is about to be shown, while `expected`. */
export const useExpectedChanges = (thread: ThreadId, expected: boolean): void =>
  useEffect(() => (expected ? changes.borrow(`base:${thread}:0`) : undefined), [thread, expected]);

export interface KnownChanges extends TopicState<Changes> {
  /** Asks anew, after a failure. */
  readonly again: () => void;
  /** The same for those who hear of it before it is drawn. */
  readonly store: TopicStore<Changes>;
}

export const useChanges = (thread: ThreadId, scope: ChangeScope): KnownChanges => {
  const [round, setRound] = useState(0);
  const key: ChangesKey = `${scope}:${thread}:${round}`;
  const store = changes.peek(key);
  useEffect(() => changes.borrow(key), [key]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { ...store(), again, store };
};
