/** Which cards stand in which column, in which order. Derived from what the threads are; nobody moves a card by hand. */
import { columnOf, isBehindWorkflow } from '#contract/column.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { Column, Thread } from '#contract/threads.ts';
import type { BoardIndex } from '#renderer/state/board.ts';
import type { BoardFilter } from '#renderer/state/route.ts';
import { isSnoozed, sinceOf } from '#renderer/state/waiting.ts';

export interface BoardColumn {
  readonly column: Column;
  readonly cards: readonly ThreadId[];
  /** Hidden for a while at the user's wish; they stand at the end, folded. */
  readonly snoozed: readonly ThreadId[];
}

const order: readonly Column[] = ['needs-you', 'running', 'review', 'done', 'backlog'];

const words = (text: string): readonly string[] =>
  text
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');

/** What a text filter looks through. */
const haystack = (thread: Thread, projectName: string): string =>
  [thread.title, projectName, thread.worktree.branch ?? '', thread.agent, thread.model ?? '', ...thread.tags]
    .join('\n')
    .toLocaleLowerCase();

export const passes = (thread: Thread, projectName: string, filter: BoardFilter): boolean => {
  if (isBehindWorkflow(thread)) return false;
  if (thread.removedAt !== null || (thread.archivedAt !== null && !filter.archived)) return false;
  if (filter.project !== null && thread.project !== filter.project) return false;
  if (filter.agent !== null && thread.agent !== filter.agent) return false;
  if (filter.tag !== null && !thread.tags.includes(filter.tag)) return false;
  const text = words(filter.text);
  if (text.length === 0) return true;
  const hay = haystack(thread, projectName);
  return text.every((word) => hay.includes(word));
};

const endedAt = (thread: Thread): number => thread.landed?.at ?? thread.doneAt ?? thread.archivedAt ?? sinceOf(thread);

/**
 * Pinned first, then the newest. Only moments that stand still are compared, so that a card does not jump about while its
 * thread works.
 */
const compare =
  (column: Column) =>
  (a: Thread, b: Thread): number => {
    const at = column === 'done' ? endedAt : sinceOf;
    return Number(b.pinned) - Number(a.pinned) || at(b) - at(a) || (a.id < b.id ? 1 : -1);
  };

/** The backlog shows only when it has cards. */
export const boardColumns = (board: Pick<BoardIndex, 'projects' | 'threads'>, filter: BoardFilter, now: number): readonly BoardColumn[] => {
  const shown = [...board.threads.values()].filter((thread) => passes(thread, board.projects.get(thread.project)?.name ?? '', filter));
  const byColumn = Map.groupBy(shown, columnOf);
  return order.flatMap((column) => {
    const threads = (byColumn.get(column) ?? []).toSorted(compare(column));
    if (column === 'backlog' && threads.length === 0) return [];
    const [snoozed, cards] = [threads.filter((thread) => isSnoozed(thread, now)), threads.filter((thread) => !isSnoozed(thread, now))];
    return [{ column, cards: cards.map((thread) => thread.id), snoozed: snoozed.map((thread) => thread.id) }];
  });
};

const sameIds = (a: readonly ThreadId[], b: readonly ThreadId[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);

/** Columns with the same cards stay the same objects: a thread that only works on draws its own card and nothing else. */
export const keepSame = (before: readonly BoardColumn[], after: readonly BoardColumn[]): readonly BoardColumn[] => {
  const kept = after.map((column) => {
    const old = before.find((other) => other.column === column.column);
    return old !== undefined && sameIds(old.cards, column.cards) && sameIds(old.snoozed, column.snoozed) ? old : column;
  });
  return kept.length === before.length && kept.every((column, index) => column === before[index]) ? before : kept;
};

export interface FilterChoices {
  readonly tags: readonly string[];
  readonly agents: readonly string[];
}

/** What can be filtered by: only what some thread has. */
export const filterChoices = (board: Pick<BoardIndex, 'threads'>): FilterChoices => {
  const threads = [...board.threads.values()].filter((thread) => thread.removedAt === null);
  const sorted = (values: Iterable<string>): readonly string[] => [...new Set(values)].toSorted((a, b) => a.localeCompare(b));
  return { tags: sorted(threads.flatMap((thread) => thread.tags)), agents: sorted(threads.map((thread) => thread.agent)) };
};
