/** How many threads do what, for tray, badge and quitting: the board's topic, read in-process. */
import { reduceBoard, type Board } from '#contract/board.ts';
import { columnOf, isActive } from '#contract/column.ts';
import type { Disposable } from '#main/base/disposable.ts';
import type { Handlers } from '#main/base/handlers.ts';

export interface Counts {
  readonly needsYou: number;
  readonly running: number;
  readonly review: number;
  /** Threads whose work would be cut off if the app ended now. */
  readonly active: number;
}

export const noCounts: Counts = { needsYou: 0, running: 0, review: 0, active: 0 };

/** `now` in ms since the epoch: a snoozed thread does not ask for anybody yet. */
export const countThreads = (board: Board, now: number): Counts => {
  const shown = board.threads.filter((thread) => thread.archivedAt === null && thread.removedAt === null);
  const awake = shown.filter((thread) => thread.snoozedUntil === null || thread.snoozedUntil <= now);
  const inColumn = (column: ReturnType<typeof columnOf>): number => awake.filter((thread) => columnOf(thread) === column).length;
  return {
    needsYou: inColumn('needs-you'),
    running: shown.filter((thread) => columnOf(thread) === 'running').length,
    review: inColumn('review'),
    active: shown.filter((thread) => isActive(thread.state)).length,
  };
};

export interface BoardWatch extends Disposable {
  readonly counts: () => Counts;
}

/** Calls back with the counts now and whenever one of them changed. */
export const watchBoard = async (handlers: Handlers, changed: (counts: Counts) => void): Promise<BoardWatch> => {
  const ended = new AbortController();
  const source = handlers.board({}, { signal: ended.signal });
  await source.prepare?.();
  let board = source.snapshot();
  let counts = noCounts;
  const recount = (): void => {
    const next = countThreads(board, Date.now());
    if (JSON.stringify(next) === JSON.stringify(counts)) return;
    counts = next;
    changed(counts);
  };
  changed(counts);
  recount();
  const listening = source.listen((events) => {
    board = events.reduce(reduceBoard, board);
    recount();
  });
  return {
    counts: () => countThreads(board, Date.now()),
    dispose: async () => {
      ended.abort();
      await listening.dispose();
    },
  };
};
