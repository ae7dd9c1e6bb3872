/** How much of a change has been viewed, per scope, for as long as it is on the screen. */
import { useEffect } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import { applyMarks, type ChangeScope, type ReviewMarks, type ReviewMarksEvent } from '#contract/review.ts';
import { createLendingLibrary } from './lending.ts';
import { createTopicStore, watchTopic, type TopicState } from './topic-store.ts';

type MarksKey = `${ThreadId}|${ChangeScope}|${'all' | 'no-space'}`;

const library = createLendingLibrary<MarksKey, TopicState<ReviewMarks>>(
  (key) => {
    const [thread, scope, space] = key.split('|') as [ThreadId, ChangeScope, string];
    const store = createTopicStore<ReviewMarks>();
    const stop = watchTopic('review.marks', { thread, scope, ignoreSpace: space === 'no-space' }, store, {
      snapshot: (marks) => marks,
      events: (marks, events: readonly ReviewMarksEvent[]) => events.reduce(applyMarks, marks),
      wait: () => 'frame',
    });
    return { store, stop };
  },
  { lingerMs: 10_000, mostLingering: 3 },
);

const keyOf = (thread: ThreadId, scope: ChangeScope, ignoreSpace: boolean): MarksKey =>
  `${thread}|${scope}|${ignoreSpace ? 'no-space' : 'all'}`;

export const useReviewMarks = (thread: ThreadId, scope: ChangeScope, ignoreSpace: boolean): ReviewMarks | null => {
  const key = keyOf(thread, scope, ignoreSpace);
  const store = library.peek(key);
  useEffect(() => library.borrow(key), [key]);
  return store((state) => state.value);
};

/** Shows marks before the core has confirmed them: `viewed` of these hunks of a file, or of all when absent. */
export const showMarked = (
  thread: ThreadId,
  scope: ChangeScope,
  ignoreSpace: boolean,
  marked: readonly { readonly path: string; readonly hunks?: readonly number[] }[],
  viewed: boolean,
): void => {
  const store = library.peek(keyOf(thread, scope, ignoreSpace));
  const { value } = store.getState();
  if (value === null) return;
  store.setState({ value: withMarked(value, marked, viewed) });
};

/** The marks with some set. Pure. */
export const withMarked = (
  marks: ReviewMarks,
  marked: readonly { readonly path: string; readonly hunks?: readonly number[] }[],
  viewed: boolean,
): ReviewMarks => {
  const byPath = new Map(marked.map((one) => [one.path, one.hunks]));
  let change = 0;
  const files = marks.files.map((file) => {
    if (!byPath.has(file.path)) return file;
    const which = byPath.get(file.path);
    const hunks = [...file.hunks]
      .map((mark, index) => (which === undefined || which.includes(index) ? (viewed ? '1' : '0') : mark))
      .join('');
    change += count(hunks) - count(file.hunks);
    return hunks === file.hunks ? file : { ...file, hunks };
  });
  return { ...marks, files, viewed: marks.viewed + change };
};

const count = (hunks: string): number => [...hunks].filter((mark) => mark === '1').length;
