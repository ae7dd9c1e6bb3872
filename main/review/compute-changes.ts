/** One computation of a thread's changes. */
import { failure } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { Changes, ChangeScope, FileChange } from '#contract/review.ts';
import type { ChangeTotals } from '#contract/threads.ts';
import type { Git, GitRequest } from '#main/git/git.ts';
import { listChanges } from '#main/git/list-changes.ts';
import type { Shadows } from '#main/git/shadow.ts';
import { threadGround, type ThreadGround } from '#main/git/thread-ground.ts';
import type { ThreadPlace } from '#main/worktrees/worktrees.ts';
import type { FindPlace } from './changes-watch.ts';
import { withGenerated } from './generated.ts';
import { endOf, originOf, type KeptFolders } from './scope.ts';

export interface ReviewParts {
  readonly git: Git;
  readonly shadows: Shadows;
  readonly findPlace: FindPlace;
  /** Folders kept by checkpoints; without them the scopes of turns and looks are not to be had. */
  readonly kept?: KeptFolders;
}

const noTotals: ChangeTotals = { files: 0, added: 0, deleted: 0 };

const totalsOf = (files: readonly FileChange[]): ChangeTotals => {
  let [added, deleted] = [0, 0];
  for (const file of files) {
    added += file.added;
    deleted += file.deleted;
  }
  return { files: files.length, added, deleted };
};

/** The thread's place, or a failure that says why there is none to look at. */
export const placeOf = (parts: ReviewParts, thread: ThreadId): ThreadPlace & { readonly path: string } => {
  const place = parts.findPlace(thread);
  if (place === null) throw failure('not-found', 'This thread is gone.');
  const { path, status } = place.worktree;
  if (path === null || status === 'planned' || status === 'creating')
    throw failure('unavailable', 'The thread has no folder yet.', 'Wait until it is prepared.');
  if (status === 'removed') throw failure('unavailable', 'The worktree of this thread was removed.', 'Restore the thread.');
  return { ...place, path };
};

export const groundOf = async (
  parts: ReviewParts,
  thread: ThreadId,
): Promise<{ readonly place: ThreadPlace & { readonly path: string }; readonly ground: ThreadGround }> => {
  const place = placeOf(parts, thread);
  return { place, ground: await threadGround(parts.git, parts.shadows, place.project.path, place.path) };
};

export interface ComputePace extends Pick<GitRequest, 'priority'> {
  /** `known`: at once, with only those lines counted that were counted before. Default: all. */
  readonly counts?: 'known' | 'all';
}

export const computeChanges = async (parts: ReviewParts, thread: ThreadId, scope: ChangeScope, pace: ComputePace): Promise<Changes> => {
  const found = parts.findPlace(thread);
  // Before its folder is there a thread has no changes; that is no failure to those who look.
  if (found !== null && (found.worktree.path === null || found.worktree.status === 'planned' || found.worktree.status === 'creating')) {
    return { thread, scope, from: null, to: 'folder', files: [], totals: noTotals, counted: true, version: 'none' };
  }
  const { place, ground } = await groundOf(parts, thread);
  const finding = originOf(parts.git, ground, place, scope, parts.kept);
  const {
    files: listed,
    counted,
    version,
  } = await listChanges(
    parts.git,
    ground,
    finding.then((origin) => origin.span),
    pace,
  );
  const { span, commit } = await finding;
  const files = await withGenerated(place.path, listed);
  return { thread, scope, from: commit, to: endOf(scope, span), files, totals: totalsOf(files), counted, version };
};
