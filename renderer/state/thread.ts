/**
 * The open thread: its items, turns, queue, approvals and draft. One store per thread that is on the screen; it lingers for a
 * moment after the last user of it is gone, so that going back is instant, and is then let go.
 */
import { useEffect } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import { reduceThread } from '#contract/thread-reducer.ts';
import type { ItemsPage, ThreadEvent, ThreadView, Turn } from '#contract/threads.ts';
import { call } from './core.ts';
import { createLendingLibrary } from './lending.ts';
import { createTopicStore, watchTopic, type TopicState } from './topic-store.ts';

const LINGER_MS = 20_000;
const MOST_LINGERING = 4;
export const OLDER_PAGE_ITEMS = 200;

const withOlderTurns = (turns: readonly Turn[], older: readonly Turn[]): readonly Turn[] => {
  const known = new Set(turns.map((turn) => turn.id));
  const added = older.filter((turn) => !known.has(turn.id));
  return added.length === 0 ? turns : [...added, ...turns].sort((a, b) => a.number - b.number);
};

/**
 * A fresh snapshot holds the newest items only. Older ones that were loaded stay when they reach up to it without a hole:
 * settled items are frozen, so they are still true.
 */
export const keepOlderItems = (snapshot: ThreadView, before: ThreadView | null): ThreadView => {
  const first = snapshot.items[0];
  if (before === null || first === undefined) return snapshot;
  const older = before.items.filter((item) => item.position < first.position && item.status !== 'live');
  return older.at(-1)?.position === first.position - 1
    ? { ...snapshot, items: [...older, ...snapshot.items], turns: withOlderTurns(snapshot.turns, before.turns) }
    : snapshot;
};

/** Puts a page of older items in front, without doubles. */
export const prependItems = (view: ThreadView, page: ItemsPage): ThreadView => {
  const first = view.items[0]?.position ?? Number.POSITIVE_INFINITY;
  const older = page.items.filter((item) => item.position < first);
  return older.length === 0 ? view : { ...view, items: [...older, ...view.items], turns: withOlderTurns(view.turns, page.turns) };
};

const threads = createLendingLibrary<ThreadId, TopicState<ThreadView>>(
  (id) => {
    const store = createTopicStore<ThreadView>();
    const stop = watchTopic('thread', { thread: id }, store, {
      snapshot: keepOlderItems,
      events: (view, events: readonly ThreadEvent[]) => events.reduce(reduceThread, view),
      wait: () => 'frame',
    });
    return { store, stop };
  },
  { lingerMs: LINGER_MS, mostLingering: MOST_LINGERING },
);

const whole = (state: TopicState<ThreadView>): TopicState<ThreadView> => state;

/** What a component needs of the open thread; draws again only when the selected part changes. */
export function useThread(id: ThreadId): TopicState<ThreadView>;
export function useThread<T>(id: ThreadId, select: (state: TopicState<ThreadView>) => T): T;
export function useThread(id: ThreadId, select: (state: TopicState<ThreadView>) => unknown = whole): unknown {
  const store = threads.peek(id);
  useEffect(() => threads.borrow(id), [id]);
  return store(select);
}

/** What is known of a thread that is on the screen, outside of React. */
export const threadNow = (id: ThreadId): ThreadView | null => threads.peek(id).getState().value;

/** Loads the page of items before the first one known. Tells whether there may be more. */
export const loadOlderItems = async (id: ThreadId): Promise<boolean> => {
  const store = threads.peek(id);
  const first = store.getState().value?.items[0];
  if (first === undefined || first.position <= 1) return false;
  const page = await call('threads.items', { thread: id, before: first.position, limit: OLDER_PAGE_ITEMS });
  const { value } = store.getState();
  if (value !== null) store.setState({ value: prependItems(value, page) });
  return (page.items[0]?.position ?? 1) > 1;
};
