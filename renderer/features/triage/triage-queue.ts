/** Which threads triage goes through, and in which order. Pure. */
import { columnOf } from '#contract/column.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { Item, ItemOf } from '#contract/items.ts';
import type { Thread } from '#contract/threads.ts';
import type { BoardIndex } from '#renderer/state/board.ts';
import { isCurrent, isSnoozed, sinceOf, waitingThreads } from '#renderer/state/waiting.ts';

/** Finished threads whose last words may be a question: the unread ones, at most this many, newest first. */
export const MOST_FINISHED = 30;

export const finishedCandidates = (board: Pick<BoardIndex, 'threads'>, now: number): readonly Thread[] =>
  [...board.threads.values()]
    .filter((thread) => thread.unread && isCurrent(thread) && !isSnoozed(thread, now) && columnOf(thread) === 'review')
    .toSorted((a, b) => sinceOf(b) - sinceOf(a))
    .slice(0, MOST_FINISHED);

/** Whether the answer ends by asking something: its last line that is text and not code or a list of files. */
export const endsWithQuestion = (text: string): boolean => {
  const lines = text
    .replaceAll(/```[\s\S]*?(```|$)/g, '')
    .trim()
    .split('\n');
  // A question may be followed by a short list of its options.
  return lines
    .slice(-4)
    .some(
      (line, index, last) =>
        /[?？؟][)*_"”»]*\s*$/.test(line.trim()) &&
        last.slice(index + 1).every((rest) => rest.trim() === '' || /^\s*([-*•]|\d+[.)])\s/.test(rest)),
    );
};

/** Waiting ones first, longest first; then the finished ones that ask. What was skipped goes to the end. */
export const triageQueue = (
  board: Pick<BoardIndex, 'threads'>,
  asking: ReadonlySet<ThreadId>,
  skipped: readonly ThreadId[],
  now: number,
): readonly Thread[] => {
  const finished = finishedCandidates(board, now).filter((thread) => asking.has(thread.id));
  const all = [...waitingThreads(board, now), ...finished];
  const late = (thread: Thread): number => skipped.indexOf(thread.id);
  return all.toSorted((a, b) => late(a) - late(b));
};

export interface Said {
  /** What the thread was asked last. */
  readonly asked: string | null;
  /** What it says now. */
  readonly says: string | null;
}

const lastText = (items: readonly Item[], kind: 'user' | 'assistant'): string | null => {
  const item = items.findLast((one): one is ItemOf<'user'> | ItemOf<'assistant'> => one.kind === kind && one.text.trim() !== '');
  return item?.text ?? null;
};

export const saidIn = (items: readonly Item[]): Said => ({ asked: lastText(items, 'user'), says: lastText(items, 'assistant') });

const SECONDS_PER_THREAD = 45;
/** “2 of 4 · about 3 minutes” */
export const progressText = (done: number, left: number): string => {
  const minutes = Math.max(1, Math.round((left * SECONDS_PER_THREAD) / 60));
  return `${done + 1} of ${done + left} · about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
};
