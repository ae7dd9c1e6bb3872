/** From where to where a thread's change is measured. */
import { failure, type AppError } from '#contract/failure.ts';
import type { CheckpointId, ThreadId, TurnId } from '#contract/ids.ts';
import type { Changes, ChangeScope } from '#contract/review.ts';
import type { Worktree } from '#contract/threads.ts';
import type { Git } from '#main/git/git.ts';
import { branchOf, readHead, type Head } from '#main/git/head.ts';
import { emptyTree, type Span } from '#main/git/list-changes.ts';
import { mergeBase, resolveCommit } from '#main/git/refs.ts';
import type { ThreadGround } from '#main/git/thread-ground.ts';
import { withCopiedIndex } from '#main/git/work-index.ts';
import type { ThreadPlace } from '#main/worktrees/worktrees.ts';

export interface Origin {
  readonly span: Span;
  /** Where it begins, when that is a commit of the repository and not a tree or a commit of ours. */
  readonly commit: string | null;
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

/** Where the thread's branch left its base, so that what others do there is not shown as its change. */
const sinceBase = async (git: Git, place: ThreadGround, worktree: Worktree, head: Head): Promise<string | null> => {
  const { base, baseCommit } = worktree;
  const branchTips = base === null ? [] : await baseTips(git, place.commonDir, base);
  // Work on the base itself, as in a plain checkout, is measured from where it began.
  const known = base === branchOf(head) || branchTips.length === 0 ? [baseCommit] : branchTips;
  const tips = known.filter((tip) => tip !== null);
  const from = tips.length === 0 || head.commit === null ? null : await mergeBase(git, place.commonDir, head.commit, ...tips);
  return from ?? baseCommit ?? head.commit;
};

/**
 * The index as a tree. While paths are in conflict it cannot be written: then what is committed stands for it.
 * Writes an object, never the index.
 */
export const indexTree = (git: Git, place: ThreadGround, head: string | null): Promise<string> =>
  withCopiedIndex(place, async (copy) => {
    const written = await git.run({ ground: copy.ground, args: ['write-tree'], writes: true, accept: [0, 128] });
    return written.code === 0 ? written.stdout.toString('utf8').trim() : (head ?? (await emptyTree(git, place)));
  });

/** What a turn or a checkpoint kept of the folder: commits of ours. */
export interface KeptFolders {
  /** Null when the turn has no checkpoint before it. `after` is null while it runs. */
  readonly turn: (thread: ThreadId, turn: TurnId | 'last') => { readonly before: string; readonly after: string | null } | null;
  readonly checkpoint: (thread: ThreadId, checkpoint: CheckpointId) => string | null;
  readonly look: (thread: ThreadId) => string | null;
}

const lost = (what: string): AppError =>
  failure('not-found', `What the folder held ${what} is not kept (any more).`, 'Choose another range.');

const keptSpan = (kept: KeptFolders | undefined, thread: ThreadId, scope: ChangeScope): Span => {
  const [kind = '', one = '', two = ''] = scope.split('.');
  const found = (commit: string | null | undefined, what: string): string => {
    if (commit === null || commit === undefined) throw lost(what);
    return commit;
  };
  switch (kind) {
    case 'last-turn':
    case 'turn': {
      const turn = kept?.turn(thread, kind === 'turn' ? (one as TurnId) : 'last');
      if (turn === null || turn === undefined) throw lost('before this turn');
      return { from: turn.before, to: turn.after };
    }
    case 'since-look':
      return { from: found(kept?.look(thread), 'when you looked last'), to: null };
    case 'since':
      return { from: found(kept?.checkpoint(thread, one as CheckpointId), 'at this checkpoint'), to: null };
    default:
      return {
        from: found(kept?.checkpoint(thread, one as CheckpointId), 'at the first checkpoint'),
        to: found(kept?.checkpoint(thread, two as CheckpointId), 'at the second checkpoint'),
      };
  }
};

const ofCommit = async (git: Git, place: ThreadGround, name: string): Promise<Origin> => {
  const commit = await resolveCommit(git, place.commonDir, name);
  if (commit === null) throw failure('not-found', 'There is no such commit (any more).', 'It may have been rebased or amended.');
  const parent = await resolveCommit(git, place.commonDir, `${commit}^1`);
  return { span: { from: parent ?? (await emptyTree(git, place)), to: commit }, commit: parent };
};

/** Throws AppError `not-found` when what the scope names is not kept any more. */
export const originOf = async (
  git: Git,
  place: ThreadGround,
  { thread, worktree }: Pick<ThreadPlace, 'thread' | 'worktree'>,
  scope: ChangeScope,
  kept?: KeptFolders,
): Promise<Origin> => {
  if (scope.startsWith('commit.')) return ofCommit(git, place, scope.slice('commit.'.length));
  if (scope !== 'base' && scope !== 'uncommitted' && scope !== 'staged' && scope !== 'unstaged')
    return { span: keptSpan(kept, thread, scope), commit: null };
  const head = await readHead(git, place);
  if (scope === 'unstaged') return { span: { from: await indexTree(git, place, head.commit), to: null }, commit: null };
  const commit = scope === 'base' ? head.commit && (await sinceBase(git, place, worktree, head)) : head.commit;
  const from = commit ?? (await emptyTree(git, place));
  return { span: { from, to: scope === 'staged' ? await indexTree(git, place, head.commit) : null }, commit };
};

/** What a scope leads up to, for those who want to know without asking git. */
export const endOf = (scope: ChangeScope, span: Span): Changes['to'] =>
  span.to === null ? 'folder' : scope === 'staged' ? 'index' : 'commit';
