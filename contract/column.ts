/** The board's columns, derived from what a thread is; nobody moves a card by hand. */
import type { Column, Thread, ThreadState, WorkflowLink } from './threads.ts';

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

/** A long task has one card, the generator's: between its turns it stands where the whole stands. Null: as any other thread. */
const columnOfWorkflow = ({ role, stage }: WorkflowLink): Column | null => {
  if (stage === 'passed' || stage === 'ended') return role === 'generator' ? null : 'done';
  if (role !== 'generator') return 'done';
  return stage === 'agreeing' || stage === 'paused' ? 'needs-you' : 'running';
};

/** Planner and evaluator show on the board only while they need somebody. */
export const isBehindWorkflow = (thread: Pick<Thread, 'state' | 'doneAt' | 'archivedAt' | 'workflow'>): boolean =>
  thread.workflow !== undefined && thread.workflow.role !== 'generator' && columnOf(thread) !== 'needs-you';

/** Where the thread's card stands. Work in progress always wins over a mark of the user's. */
export const columnOf = (thread: Pick<Thread, 'state' | 'doneAt' | 'archivedAt' | 'workflow'>): Column => {
  const column = columnOfState(thread.state);
  if (column === 'running' || thread.state.kind === 'waiting') return column;
  const ofWorkflow = thread.workflow === undefined ? null : columnOfWorkflow(thread.workflow);
  if (ofWorkflow !== null) return ofWorkflow;
  return thread.doneAt !== null || thread.archivedAt !== null ? 'done' : column;
};

/** Whether a turn or its preparation is under way, waiting for a person included. */
export const isActive = (state: ThreadState): boolean => state.kind === 'preparing' || state.kind === 'running' || state.kind === 'waiting';
