/** From where a thread's change is measured. */
import type { ChangeScope } from '#contract/review.ts';
import type { Worktree } from '#contract/threads.ts';
import type { Git } from '#main/git/git.ts';
import { branchOf, readHead } from '#main/git/head.ts';
import { emptyTree } from '#main/git/list-changes.ts';
import { mergeBase, resolveCommit } from '#main/git/refs.ts';
import type { ThreadGround } from '#main/git/thread-ground.ts';

export interface Origin {
  /** Commit, or the empty tree on a branch without commits. */
  readonly from: string;
  readonly isCommit: boolean;
}

/** A base named by a branch is read as that branch, whatever tags share its name. */
export const baseTip = async (git: Git, commonDir: string, base: string): Promise<string | null> =>
  (await resolveCommit(git, commonDir, `refs/heads/${base}`)) ?? resolveCommit(git, commonDir, base);

/** Scope `base`: where the thread's branch left its base, so that what others do there is not shown as its change. */
export const originOf = async (git: Git, place: ThreadGround, worktree: Worktree, scope: ChangeScope): Promise<Origin> => {
  const { base, baseCommit } = worktree;
  const [head, branchTip] = await Promise.all([
    readHead(git, place),
    scope === 'uncommitted' || base === null ? null : baseTip(git, place.commonDir, base),
  ]);
  if (head.commit === null) return { from: await emptyTree(git, place), isCommit: false };
  if (scope === 'uncommitted') return { from: head.commit, isCommit: true };
  // Work on the base itself, as in a plain checkout, is measured from where it began.
  const tip = base === branchOf(head) ? baseCommit : (branchTip ?? baseCommit);
  const from = tip === null ? null : await mergeBase(git, place.commonDir, tip, head.commit);
  return { from: from ?? baseCommit ?? head.commit, isCommit: true };
};
