/**
 * The changes of threads, kept fresh. `threads/` pokes, the `changes` topic looks; both get what git says.
 *
 * While somebody looks at a thread (topic open) or a turn runs in it (`setRunning`), its folder is watched and changes
 * are computed a moment after the last event, at most two threads at once. Otherwise nothing runs: a poke computes the
 * totals once. Nothing is ever polled.
 *
 * Called by: threads/ (poke, setRunning, onTotals), review-handlers.ts (topic).
 */
import type { ThreadId } from '#contract/ids.ts';
import type { ChangeScope, Changes } from '#contract/review.ts';
import type { ChangeTotals } from '#contract/threads.ts';
import type { ThreadPlace } from '#main/worktrees/worktrees.ts';

export interface ChangesWatch {
  /**
   * Totals of scope `base` whenever they may have moved: after a poke, and while watched. Called with the same totals
   * again only after a poke. Returns the way to stop listening.
   */
  readonly onTotals: (listener: (thread: ThreadId, totals: ChangeTotals) => void) => () => void;
  /** Every list that was computed for those who look or for the totals. Returns the way to stop listening. */
  readonly onComputed: (listener: (changes: Changes) => void) => () => void;
  /** Something happened in the thread (a command or patch ended, a turn ended, a restore): compute soon, once. */
  readonly poke: (thread: ThreadId) => void;
  /** A turn begins or ends. Ending it also pokes. */
  readonly setRunning: (thread: ThreadId, running: boolean) => void;
  readonly isRunning: (thread: ThreadId) => boolean;
  /** The thread or its worktree is gone: lets go of its watcher. */
  readonly forget: (thread: ThreadId) => void;
  /** Computes now. `known` gives the files at once, with only those lines counted that were counted before. */
  readonly read: (thread: ThreadId, scope: ChangeScope, counts?: 'known' | 'all') => Promise<Changes>;
  /** Fresh changes for as long as it is not stopped; the first comes as soon as it is computed. */
  readonly look: (thread: ThreadId, scope: ChangeScope, onChanges: (changes: Changes) => void) => () => void;
  /** Resolves when no computation is due or running. For tests and for an orderly quit. */
  readonly settled: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** How this subject finds a thread's place; null when there is no such thread. Given by core.ts. */
export type FindPlace = (thread: ThreadId) => ThreadPlace | null;
