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

/** The local branch that a base stands for: itself, or that of its name when it is a remote one. With its tip; null when there is none. */
export const landingBranch = async (
  git: Git,
  commonDir: string,
  base: string,
): Promise<{ readonly name: string; readonly tip: string } | null> => {
  for (const name of new Set([base, base.replace(/^refs\/heads\//, ''), base.replace(/^[^/]+\//, '')])) {
    const tip = await resolveCommit(git, commonDir, `refs/heads/${name}`);
    if (tip !== null) return { name, tip };
  }
  return null;
};

/**
 * What a thread's commits are compared with: its base, and, when that is a remote branch, the local one it lands in.
 * Either may be ahead of the other.
 */
const baseTips = async (git: Git, commonDir: string, base: string): Promise<readonly string[]> => {
  const local = await landingBranch(git, commonDir, base);
  if (local?.name === base) return [local.tip];
  return [await resolveCommit(git, commonDir, base), local?.tip ?? null].filter((tip) => tip !== null);
};

/** Scope `base`: where the thread's branch left its base, so that what others do there is not shown as its change. */
export const originOf = async (git: Git, place: ThreadGround, worktree: Worktree, scope: ChangeScope): Promise<Origin> => {
  const { base, baseCommit } = worktree;
  const [head, branchTips] = await Promise.all([
    readHead(git, place),
    scope === 'uncommitted' || base === null ? [] : baseTips(git, place.commonDir, base),
  ]);
  if (head.commit === null) return { from: await emptyTree(git, place), isCommit: false };
  if (scope === 'uncommitted') return { from: head.commit, isCommit: true };
  // Work on the base itself, as in a plain checkout, is measured from where it began.
  const known = base === branchOf(head) || branchTips.length === 0 ? [baseCommit] : branchTips;
  const tips = known.filter((tip) => tip !== null);
  const from = tips.length === 0 ? null : await mergeBase(git, place.commonDir, head.commit, ...tips);
  return { from: from ?? baseCommit ?? head.commit, isCommit: true };
};
