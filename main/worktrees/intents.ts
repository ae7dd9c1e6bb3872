/**
 * What is about to be done to a repository, written down before git is asked to do it. The storage table implements
 * this; worktrees/ and review/ write and end intents, and finish or undo on boot what was left open.
 */
import type { ThreadId } from '#contract/ids.ts';

export interface Intent {
  readonly id: string;
  /** `worktree.create`, `worktree.remove`, `worktree.restore`, `review.land`, `projects.clone`. */
  readonly kind: string;
  readonly thread: ThreadId | null;
  /** JSON-serialisable; only the writer of the kind reads it. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Intents {
  /** Durable when it returns. */
  readonly begin: (intent: Omit<Intent, 'id'>) => string;
  readonly end: (id: string) => void;
  /** Open intents whose kind starts with `kindPrefix`, oldest first. */
  readonly open: (kindPrefix: string) => readonly Intent[];
}
