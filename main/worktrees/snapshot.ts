/**
 * Snapshots: a commit of ours that holds a worktree as it lay there (untracked files included), kept alive by a ref.
 * Its first parent is the branch tip, its second a commit of the index, its message names the branch.
 */
import { AppError, failure } from '#contract/failure.ts';
import { commitTree, OUR_IDENTITY, treeOf } from '#main/git/commit-tree.ts';
import { ofRepository } from '#main/git/ground.ts';
import { branchOf, readHead } from '#main/git/head.ts';
import { moveRefs, resolveCommit } from '#main/git/refs.ts';
import { stageWorkTree } from '#main/git/stage.ts';
import type { ThreadGround } from '#main/git/thread-ground.ts';
import { withCopiedIndex } from '#main/git/work-index.ts';
import type { ThreadId } from '#contract/ids.ts';
import { snapshotRef, type Parts } from './parts.ts';

export interface Snapshot {
  readonly tip: string;
  readonly branch: string | null;
  /** Trees of the folder and of the index. */
  readonly files: string;
  readonly index: string;
}

const BRANCH_LINE = /^branch: (.+)$/m;

const keep = async (parts: Parts, commonDir: string, thread: ThreadId, snapshot: Snapshot): Promise<string> => {
  const by = { author: OUR_IDENTITY, committer: OUR_IDENTITY };
  const { tip, branch, files, index } = snapshot;
  const indexCommit = await commitTree(parts.git, commonDir, { tree: index, parents: [tip], message: `Index of ${thread}`, ...by });
  const message = `Snapshot of ${thread}\n\n${branch === null ? 'detached' : `branch: ${branch}`}\n`;
  const commit = await commitTree(parts.git, commonDir, { tree: files, parents: [tip, indexCommit], message, ...by });
  const ref = snapshotRef(thread);
  await moveRefs(parts.git, commonDir, [{ ref, to: commit }], 'switchyard: snapshot');
  return ref;
};

/** Keeps a worktree as it lies there. Null on a branch without commits and files: there is nothing to keep. */
export const takeSnapshot = async (parts: Parts, thread: ThreadId, place: ThreadGround): Promise<string | null> => {
  const { git, shadows } = parts;
  const head = await readHead(git, place);
  if (head.commit === null) return null;
  const tip = head.commit;
  return withCopiedIndex(place, async (copy) => {
    // Fails while there are conflicts; then the folder alone has to do.
    const index = await git.text({ ground: copy.ground, args: ['write-tree'], writes: true }).catch((error: unknown) => {
      if (error instanceof AppError && error.failure.kind === 'git') return null;
      throw error;
    });
    const { tree } = await stageWorkTree(git, shadows, copy, { refuseFilters: false });
    return keep(parts, place.commonDir, thread, {
      tip,
      branch: branchOf(head),
      files: tree,
      index: index ?? (await treeOf(git, place.commonDir, tip)),
    });
  });
};

/** Keeps the branch alone, when the folder is gone. */
export const takeBranchSnapshot = async (parts: Parts, thread: ThreadId, commonDir: string, branch: string): Promise<string | null> => {
  const tip = await resolveCommit(parts.git, commonDir, `refs/heads/${branch}`);
  if (tip === null) return null;
  const tree = await treeOf(parts.git, commonDir, tip);
  return keep(parts, commonDir, thread, { tip, branch, files: tree, index: tree });
};

/** Throws `not-found` when it is gone. */
export const readSnapshot = async (parts: Parts, commonDir: string, ref: string): Promise<Snapshot> => {
  const [commit, tip, indexCommit] = await Promise.all(
    [ref, `${ref}^1`, `${ref}^2`].map((name) => resolveCommit(parts.git, commonDir, name)),
  );
  if (commit === null || commit === undefined || tip === null || tip === undefined || indexCommit === null || indexCommit === undefined) {
    throw failure(
      'not-found',
      'The snapshot of this thread is gone from the repository.',
      'Its conversation is still there; start a new task from its branch if you have it elsewhere.',
    );
  }
  const message = await parts.git.text({ ground: ofRepository(commonDir), args: ['log', '-1', '--format=%B', commit, '--'] });
  const [files, index] = await Promise.all([treeOf(parts.git, commonDir, commit), treeOf(parts.git, commonDir, indexCommit)]);
  return { tip, branch: BRANCH_LINE.exec(message)?.[1] ?? null, files, index };
};
