/** Commits what lies in a thread's worktree, by plumbing: no hook runs, git never writes through what an agent may have planted. */
import { constants } from 'node:fs';
import { open, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '#contract/failure.ts';
import { commitTree, readIdentity, treeOf } from '#main/git/commit-tree.ts';
import type { Git } from '#main/git/git.ts';
import { readHead, type Head } from '#main/git/head.ts';
import { emptyTree } from '#main/git/list-changes.ts';
import { moveRefs } from '#main/git/refs.ts';
import type { Shadows } from '#main/git/shadow.ts';
import { stageWorkTree } from '#main/git/stage.ts';
import type { ThreadGround } from '#main/git/thread-ground.ts';
import { replaceIndex, withCopiedIndex } from '#main/git/work-index.ts';
import { assertInside } from './file-text.ts';
import { underWay } from './under-way.ts';

export const assertNothingUnderWay = async (place: ThreadGround): Promise<void> => {
  const what = await underWay(place);
  if (what !== null)
    throw failure('busy', `A ${what} is under way in this worktree.`, 'Finish or abort it first: let the agent do it, or run git there.');
};

/** Moves what is checked out to the new commit: the branch, or HEAD itself when detached. */
export const advance = async (git: Git, place: ThreadGround, head: Head, commit: string): Promise<void> => {
  if (head.ref !== null) {
    await moveRefs(git, place.commonDir, [{ ref: head.ref, to: commit, from: head.commit }], 'commit (switchyard)');
    return;
  }
  const path = join(place.adminDir, 'HEAD');
  const file = await open(`${path}.lock`, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW, 0o644);
  try {
    await file.writeFile(`${commit}\n`);
    await file.close();
    await rename(`${path}.lock`, path);
  } catch (error) {
    await unlink(`${path}.lock`).catch(() => undefined);
    throw error;
  }
};

/** The tree to commit and the index the worktree has afterwards; `use` is called while both exist. */
export const staged = async <T>(
  git: Git,
  shadows: Shadows,
  place: ThreadGround,
  head: Head,
  paths: readonly string[] | undefined,
  use: (tree: string, indexFile: string) => Promise<T>,
): Promise<T> =>
  withCopiedIndex(place, async (whole) => {
    const options = { refuseFilters: true, paths };
    const { tree, state } = await stageWorkTree(git, shadows, whole, options);
    if (paths === undefined) {
      if (state.conflicted.length > 0 && (await hasMarkers(git, whole, state.conflicted))) {
        throw failure('conflict', 'Some files still hold conflict markers.', 'Resolve them first.', { paths: state.conflicted });
      }
      return use(tree, whole.ground.indexFile);
    }
    // Only the chosen paths on top of what is committed; what else was staged stays staged.
    return withCopiedIndex(place, async (chosen) => {
      await git.run({ ground: chosen.ground, args: ['read-tree', '-m', head.commit ?? (await emptyTree(git, place))], writes: true });
      const partial = await stageWorkTree(git, shadows, chosen, options);
      return use(partial.tree, whole.ground.indexFile);
    });
  });

const hasMarkers = async (git: Git, place: ThreadGround, paths: readonly string[]): Promise<boolean> =>
  (
    await git.run({
      ground: place.ground,
      args: ['grep', '--cached', '-q', '-I', '-e', '^<<<<<<< ', '--', ...paths.slice(0, 500)],
      accept: [0, 1],
    })
  ).code === 0;

/** What the user staged, as the index has it. */
const fromIndex: typeof staged = (git, _shadows, place, _head, _paths, use) =>
  withCopiedIndex(place, async (copy) =>
    use(await git.text({ ground: copy.ground, args: ['write-tree'], writes: true }), copy.ground.indexFile),
  );

export interface CommitRequest {
  readonly message: string;
  /** Null or absent: everything. */
  readonly paths?: readonly string[] | undefined;
  /** What is in the index, and nothing else. */
  readonly staged?: boolean;
}

/** Gives the new commit. Throws `invalid` (nothing to commit, no identity), `busy`, `conflict`, `denied` (filters). */
export const commitChanges = async (git: Git, shadows: Shadows, place: ThreadGround, request: CommitRequest): Promise<string> => {
  const message = request.message.trim();
  if (message === '') throw failure('invalid', 'The commit message is empty.', 'Say what the change does.');
  request.paths?.forEach(assertInside);
  await assertNothingUnderWay(place);
  const [head, author] = await Promise.all([readHead(git, place), readIdentity(git, place.commonDir)]);
  const content: typeof staged = request.staged === true ? fromIndex : staged;
  return content(git, shadows, place, head, request.paths, async (tree, indexFile) => {
    const before = head.commit === null ? await emptyTree(git, place) : await treeOf(git, place.commonDir, head.commit);
    if (tree === before)
      throw failure(
        'invalid',
        'There is nothing to commit.',
        request.staged === true
          ? 'Nothing is staged.'
          : request.paths === undefined
            ? 'All changes are committed already.'
            : 'The chosen files have no uncommitted changes.',
      );
    const commit = await commitTree(git, place.commonDir, {
      tree,
      parents: head.commit === null ? [] : [head.commit],
      message,
      author,
      committer: author,
    });
    // The index first: cut here, everything is merely staged. The other way round the commit would look taken back.
    await replaceIndex(place, indexFile);
    await advance(git, place, head, commit);
    await rm(join(place.adminDir, 'SQUASH_MSG'), { force: true });
    return commit;
  });
};
