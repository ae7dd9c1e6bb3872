/**
 * After a landing the thread goes on from what landed: its branch and its files move to the landed commit, so that the
 * next change is measured from there and lands without meeting itself. Uncommitted changes stay as they are; where they
 * are in the way, and where the branch is not ours to move, everything stays and a sentence says why.
 */
import { AppError } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import { log } from '#main/base/log.ts';
import { moveRefs, resolveCommit } from '#main/git/refs.ts';
import type { Repository } from '#main/git/repository.ts';
import type { ThreadPlace } from '#main/worktrees/worktrees.ts';
import { backupOf } from './backup.ts';
import type { ReviewParts } from './compute-changes.ts';
import type { LandingState } from './landing.ts';
import { finishMove, moveFiles, type MovableCheckout } from './move-checkout.ts';
import { underWay } from './under-way.ts';

/** The branch to move, and the folder that has it checked out. Kept by the intent of the landing. */
export interface Follow {
  readonly ref: string;
  readonly from: string;
  readonly to: string;
  readonly checkout: MovableCheckout;
}

export type Plan = { readonly follow: Follow; readonly stays: null } | { readonly follow: null; readonly stays: string | null };

const stay = (stays: string | null): Plan => ({ follow: null, stays });

export const planToFollow = async (place: ThreadPlace, state: LandingState, to: string, isRunning: boolean): Promise<Plan> => {
  const { ref, head, branch, ground } = state;
  if (to === head) return stay(null);
  if (place.worktree.place !== 'worktree')
    return stay(`${branch} stays where it was: Switchyard moves only branches in worktrees of its own.`);
  if (ref === null) return stay('The worktree stays where it was: it has no branch checked out.');
  if (isRunning) return stay(`${branch} stays where it was, as the agent is at work.`);
  const what = await underWay(ground);
  if (what !== null) return stay(`${branch} stays where it was, as a ${what} is under way in the worktree.`);
  return { follow: { ref, from: head, to, checkout: { path: ground.workTree, adminDir: ground.adminDir, isMain: false } }, stays: null };
};

const nameOf = ({ ref }: Follow): string => ref.replace(/^refs\/heads\//, '');

/** What landed has landed: a branch that cannot follow is no failure of the landing. */
const reasonOf = (error: unknown, follow: Follow, thread: ThreadId): string => {
  log.info('review.not-followed', { thread, error });
  const name = nameOf(follow);
  if (!(error instanceof AppError)) return `${name} stays where it was.`;
  return error.failure.kind === 'conflict'
    ? `${name} stays where it was, as uncommitted changes in its worktree stand in the way.`
    : `${name} stays where it was: ${error.failure.message}`;
};

const moveBranch = (parts: ReviewParts, repository: Repository, thread: ThreadId, { ref, from, to }: Follow): Promise<void> =>
  moveRefs(parts.git, repository.commonDir, [backupOf(thread, from), { ref, to, from }], 'switchyard: follow the landing');

/** Moves files, then the branch, together with a backup of where it was. Null when done, else why it stays. */
export const follow = async (parts: ReviewParts, repository: Repository, thread: ThreadId, wanted: Follow): Promise<string | null> => {
  const { git, shadows } = parts;
  const { checkout, from, to } = wanted;
  try {
    await moveFiles(git, shadows, repository, checkout, from, to);
    try {
      await moveBranch(parts, repository, thread, wanted);
      return null;
    } catch (error) {
      // Somebody committed in this very moment: the files go back to what that commit began from.
      await moveFiles(git, shadows, repository, checkout, to, from);
      throw error;
    }
  } catch (error) {
    return reasonOf(error, wanted, thread);
  }
};

/** On boot: as `follow`, when a crash cut it at any step. */
export const finishFollow = async (parts: ReviewParts, repository: Repository, thread: ThreadId, cut: Follow): Promise<string | null> => {
  try {
    const at = await resolveCommit(parts.git, repository.commonDir, cut.ref);
    if (at === cut.to) return null;
    if (at !== cut.from) return `${nameOf(cut)} stays where it was, as it moved in the meantime.`;
    await finishMove(parts.git, parts.shadows, repository, cut.checkout, cut.from, cut.to);
    await moveBranch(parts, repository, thread, cut);
    return null;
  } catch (error) {
    return reasonOf(error, cut, thread);
  }
};
