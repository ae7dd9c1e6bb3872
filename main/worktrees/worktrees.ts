/**
 * Worktrees of threads: the seam between `threads/` and everything git and the file system do for a place to work.
 *
 * Works on values: it takes a `Worktree` and gives back the next one; the caller stores it in the thread's row.
 * What must survive a crash is written to the intents table first (intent → git → confirm); `reconcile` finishes or
 * undoes what was cut. It never touches the user's index, stash or HEAD.
 *
 * Called by: threads/ (create, remove, restore, environment), core.ts (reconcile on boot, dispose on quit).
 */
import type { ThreadId } from '#contract/ids.ts';
import type { Project } from '#contract/projects.ts';
import type { Placement, RemovalPreview, Worktree } from '#contract/threads.ts';

/** A thread's place: all that git needs to know to work for it. Built by the caller from its rows. */
export interface ThreadPlace {
  readonly thread: ThreadId;
  readonly project: Project;
  readonly worktree: Worktree;
}

export interface PlanRequest {
  readonly thread: ThreadId;
  readonly title: string;
  readonly agent: string;
  readonly project: Project;
  readonly placement: Placement;
  /** `firstPort` of every thread that is not removed; none of these is handed out again. */
  readonly portsTaken: readonly number[];
  /** Branches and paths that other planned threads already hold but git does not know yet. */
  readonly reserved: readonly Pick<Worktree, 'branch' | 'path'>[];
}

export type CreateProgress = { readonly step: 'worktree' | 'files'; readonly done: number | null; readonly total: number | null };

export interface CreateRequest extends ThreadPlace {
  readonly placement: Placement;
  /** At most a few times a second. */
  readonly onProgress: (progress: CreateProgress) => void;
  /**
   * Called as soon as the folder exists and belongs to the branch, before its files are there.
   * Store the value: from here on `remove` and `reconcile` work with it.
   */
  readonly onPlaced: (worktree: Worktree) => void;
  /** Aborting undoes what was made; `create` then throws AppError `cancelled`. */
  readonly signal: AbortSignal;
}

export interface Created {
  /** Status `ready`. */
  readonly worktree: Worktree;
  /** Sentences for the thread: empty submodules, LFS missing, a pattern that matched nothing big enough to matter. */
  readonly notes: readonly string[];
}

export interface Reconciled {
  readonly thread: ThreadId;
  readonly worktree: Worktree;
  /** What was done or found, for the thread; null when nothing had to be said. */
  readonly note: string | null;
}

export interface Worktrees {
  /**
   * Chooses path, branch and ports, without touching anything: status `planned`, or `ready` for a checkout or an adopted
   * worktree. Throws AppError: `not-found` (base, folder), `exists` (branch named by the user is taken), `invalid`
   * (empty repository, not a worktree of this project), `unavailable` (project folder gone).
   */
  readonly plan: (request: PlanRequest) => Promise<Worktree>;

  /**
   * Makes what was planned: branch and folder at once, files in the background, then the ignored files to copy and the
   * folders to seed. Idempotent: called again after a crash or failure it goes on from what is there. For a checkout or
   * an adopted worktree it only checks that the folder is there. Does not run the setup command (threads/ does, as it is visible).
   */
  readonly create: (request: CreateRequest) => Promise<Created>;

  /** Variables for everything that runs in the thread: SWITCHYARD_PORT, SWITCHYARD_PORT_1…9, _THREAD, _WORKTREE, _PROJECT, _BRANCH. */
  readonly environment: (place: ThreadPlace) => Readonly<Record<string, string>>;

  /** What a removal would lose. The caller adds `running`. */
  readonly removal: (place: ThreadPlace) => Promise<Omit<RemovalPreview, 'running'>>;

  /**
   * Keeps a snapshot (a ref that holds branch tip, index and untracked files), moves the folder aside and deletes it in
   * the background; the branch is deleted when the thread made it. A checkout or adopted worktree is left alone.
   * Status `removed`, `snapshot` set. Works too when folder or repository are gone already.
   * The caller has ended everything that ran in it.
   */
  readonly remove: (place: ThreadPlace) => Promise<Worktree>;

  /** Undoes `remove`: branch, committed, uncommitted and untracked files, index as far as it was kept. Status `ready`. */
  readonly restore: (request: ThreadPlace & Pick<CreateRequest, 'signal' | 'onProgress'>) => Promise<Created>;

  /** The snapshot is given up for good: called when a removed thread is purged. */
  readonly forget: (place: ThreadPlace) => Promise<void>;

  /**
   * On boot: finishes or undoes every intent, marks worktrees whose folder is gone as `missing` (and those that came
   * back as `ready`), and goes on deleting what was moved aside. Call it with every thread whose worktree is not `removed`,
   * and those that are removed but have an intent (all threads is fine). Only changed worktrees are returned. A thread whose
   * creation was cut comes back as `planned`: calling `create` again finishes it.
   */
  readonly reconcile: (places: readonly ThreadPlace[]) => Promise<readonly Reconciled[]>;

  /** Bytes on disk, measured in a child process; one at a time host-wide. Null when it is not there. The caller decides how often. */
  readonly measure: (worktree: Worktree, signal: AbortSignal) => Promise<number | null>;

  /** Whether the folder is there now; one stat. */
  readonly exists: (worktree: Worktree) => Promise<boolean>;

  /** Ends background deletion and measuring; leftovers are finished on the next boot. */
  readonly dispose: () => Promise<void>;
}
