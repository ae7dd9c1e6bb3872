/** What the sidebar lists. Plain functions of the board. */
import { columnOf, isBehindWorkflow } from '#contract/column.ts';
import type { ProjectId } from '#contract/ids.ts';
import type { Project } from '#contract/projects.ts';
import type { Column, Thread } from '#contract/threads.ts';
import type { BoardIndex } from '#renderer/state/board.ts';
import { isCurrent, isSnoozed, sinceOf } from '#renderer/state/waiting.ts';
import type { Tone } from '#renderer/ui/chip.tsx';

export interface ProjectLine {
  readonly project: Project;
  /** Threads that are not done. */
  readonly open: number;
  readonly tone: Tone;
  /** What the dot says, in a word. */
  readonly word: string;
}

const loudest = (columns: ReadonlySet<Column>): Pick<ProjectLine, 'tone' | 'word'> => {
  if (columns.has('needs-you')) return { tone: 'needs', word: 'needs you' };
  if (columns.has('running')) return { tone: 'run', word: 'running' };
  if (columns.has('review')) return { tone: 'review', word: 'ready to review' };
  return { tone: 'idle', word: 'at rest' };
};

export const projectLines = (board: Pick<BoardIndex, 'projects' | 'threads'>, now: number): readonly ProjectLine[] => {
  const open = new Map<ProjectId, { count: number; columns: Set<Column> }>();
  for (const thread of board.threads.values()) {
    const column = columnOf(thread);
    if (!isCurrent(thread) || column === 'done' || isBehindWorkflow(thread)) continue;
    const entry = open.get(thread.project) ?? { count: 0, columns: new Set<Column>() };
    entry.count += 1;
    if (!isSnoozed(thread, now)) entry.columns.add(column);
    open.set(thread.project, entry);
  }
  return [...board.projects.values()]
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map((project) => {
      const entry = open.get(project.id);
      return { project, open: entry?.count ?? 0, ...loudest(entry?.columns ?? new Set()) };
    });
};

export interface ThreadGroup {
  readonly column: Column;
  readonly threads: readonly Thread[];
  /** How many the list leaves out. */
  readonly more: number;
}

const order: readonly Column[] = ['needs-you', 'running', 'review', 'backlog', 'done'];
const MOST_PER_GROUP = 50;
const MOST_DONE = 10;

/** Threads by column, as beside an open thread; `keep` is always among them. */
export const threadGroups = (board: Pick<BoardIndex, 'threads'>, keep: string | null): readonly ThreadGroup[] => {
  const all = Map.groupBy(
    [...board.threads.values()].filter((thread) => (isCurrent(thread) && !isBehindWorkflow(thread)) || thread.id === keep),
    columnOf,
  );
  return order.flatMap((column) => {
    const sorted = (all.get(column) ?? []).toSorted((a, b) => Number(b.pinned) - Number(a.pinned) || sinceOf(b) - sinceOf(a));
    const most = column === 'done' ? MOST_DONE : MOST_PER_GROUP;
    const threads = sorted.filter((thread, index) => index < most || thread.id === keep);
    return sorted.length === 0 ? [] : [{ column, threads, more: sorted.length - threads.length }];
  });
};

/** Pinned threads first by title: the order in which `thread 1–9` counts them is the order on the screen. */
export const pinnedThreads = (board: Pick<BoardIndex, 'threads'>): readonly Thread[] =>
  [...board.threads.values()].filter((thread) => thread.pinned && isCurrent(thread)).toSorted((a, b) => a.createdAt - b.createdAt);

/** What `thread 1` to `thread 9` open: pinned ones, then those that need you, run and wait for review. */
export const numberedThreads = (board: Pick<BoardIndex, 'threads'>): readonly Thread[] => {
  const grouped = threadGroups(board, null)
    .filter((group) => group.column !== 'done' && group.column !== 'backlog')
    .flatMap((group) => group.threads);
  return [...new Set([...pinnedThreads(board), ...grouped])].slice(0, 9);
};
