/** A commit of ours that holds the generator's folder as it is now, for the evaluator to start from. Kept alive by a ref. */
import type { ThreadId, WorkflowId } from '#contract/ids.ts';
import { commitTree, OUR_IDENTITY } from '#main/git/commit-tree.ts';
import { readHead } from '#main/git/head.ts';
import { moveRefs } from '#main/git/refs.ts';
import { stageWorkTree } from '#main/git/stage.ts';
import { withCopiedIndex } from '#main/git/work-index.ts';
import { groundOf, type ReviewParts } from '#main/review/compute-changes.ts';

/** Untracked files included; index, HEAD and branch stay as they are. Throws AppError when the folder cannot be read. */
export const keepState = async (parts: ReviewParts, workflow: WorkflowId, round: number, thread: ThreadId): Promise<string> => {
  const { ground } = await groundOf(parts, thread);
  const head = await readHead(parts.git, ground);
  return await withCopiedIndex(ground, async (copy) => {
    const { tree } = await stageWorkTree(parts.git, parts.shadows, copy, { refuseFilters: false });
    const commit = await commitTree(parts.git, ground.commonDir, {
      tree,
      parents: head.commit === null ? [] : [head.commit],
      message: `Round ${round} of ${workflow}`,
      author: OUR_IDENTITY,
      committer: OUR_IDENTITY,
    });
    await moveRefs(parts.git, ground.commonDir, [{ ref: `refs/switchyard/rounds/${workflow}/${round}`, to: commit }], 'switchyard: round');
    return commit;
  });
};
