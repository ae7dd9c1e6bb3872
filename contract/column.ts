/** The board's columns, derived from what a thread is; nobody moves a card by hand. */
import type { Column, Thread, ThreadState } from './threads.ts';

const columnOfState = (state: ThreadState): Column => {
  switch (state.kind) {
    case 'backlog':
      return 'backlog';
    case 'preparing':
    case 'running':
      return 'running';
    case 'waiting':
    case 'failed':
      return 'needs-you';
    case 'idle':
      return state.outcome === 'interrupted' ? 'needs-you' : 'review';
  }
};

/** Where the thread's card stands. Work in progress always wins over a mark of the user's. */
export const columnOf = (thread: Pick<Thread, 'state' | 'doneAt' | 'archivedAt'>): Column => {
  const column = columnOfState(thread.state);
  if (column === 'running' || thread.state.kind === 'waiting') return column;
  return thread.doneAt !== null || thread.archivedAt !== null ? 'done' : column;
};

/** Whether a turn or its preparation is under way, waiting for a person included. */
export const isActive = (state: ThreadState): boolean => state.kind === 'preparing' || state.kind === 'running' || state.kind === 'waiting';
