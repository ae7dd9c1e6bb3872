/** Changes the last commit of a thread, as long as nobody else has it: its message, and what it holds. */
import { failure } from '#contract/failure.ts';
import { commitTree, readIdentity, treeOf, type Identity } from '#main/git/commit-tree.ts';
import type { Git } from '#main/git/git.ts';
import { ofRepository } from '#main/git/ground.ts';
import { readHead, type Head } from '#main/git/head.ts';
import type { ThreadGround } from '#main/git/thread-ground.ts';
import { backupOf } from '#main/review/backup.ts';
import { advance, assertNothingUnderWay, staged } from '#main/review/commit.ts';
import { replaceIndex } from '#main/git/work-index.ts';
import type { ReviewParts } from '#main/review/compute-changes.ts';
import { moveRefs } from '#main/git/refs.ts';
import type { ThreadId } from '#contract/ids.ts';

export interface LastCommit {
  readonly commit: string;
  readonly message: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  /** As git prints it (`%ad` raw). */
  readonly authorDate: string;
}

const readCommit = async (git: Git, commonDir: string, commit: string): Promise<LastCommit> => {
  const args = ['log', '-1', '--format=%P%x00%an%x00%ae%x00%ad%x00%B', '--date=raw', commit, '--'];
  const [parents = '', name = '', email = '', authorDate = '', message = ''] = (
    await git.text({ ground: ofRepository(commonDir), args })
  ).split('\0');
  return {
    commit,
    message: message.trimEnd(),
    parents: parents.split(' ').filter((one) => one !== ''),
    author: { name, email },
    authorDate,
  };
};

/** Branches and remotes other than the thread's own that have the commit. */
const othersThatHave = async (git: Git, commonDir: string, commit: string, own: string | null): Promise<readonly string[]> => {
  const args = ['for-each-ref', `--contains=${commit}`, '--format=%(refname)', 'refs/heads', 'refs/remotes', 'refs/tags'];
  const names = (await git.text({ ground: ofRepository(commonDir), args })).split('\n');
  return names.filter((name) => name !== '' && name !== own).map((name) => name.replace(/^refs\/(heads|remotes|tags)\//, ''));
};

const refusalOf = async (
  git: Git,
  commonDir: string,
  head: Head & { readonly commit: string },
  last: LastCommit,
): Promise<string | null> => {
  if (last.parents.length > 1) return 'The last commit is a merge.';
  if (last.parents.length === 0) return 'The last commit is the first of the repository.';
  const [other] = await othersThatHave(git, commonDir, head.commit, head.ref);
  return other === undefined ? null : `${other} has the last commit too.`;
};

/** The last commit, and why it may not be amended; null on a branch without commits. */
export const lastCommit = async (
  git: Git,
  ground: ThreadGround,
): Promise<{ readonly last: LastCommit; readonly head: Head & { readonly commit: string }; readonly refused: string | null } | null> => {
  const head = await readHead(git, ground);
  const { commit } = head;
  if (commit === null) return null;
  const last = await readCommit(git, ground.commonDir, commit);
  const named = { ...head, commit };
  return { last, head: named, refused: await refusalOf(git, ground.commonDir, named, last) };
};

export interface AmendRequest {
  readonly thread: ThreadId;
  readonly message: string;
  /** `all` takes in every uncommitted change; `keep` leaves them uncommitted. */
  readonly content: 'keep' | 'all';
}

/** Gives the new commit; the former one is kept by a ref of ours. */
export const amend = async ({ git, shadows }: ReviewParts, ground: ThreadGround, request: AmendRequest): Promise<string> => {
  const message = request.message.trim();
  if (message === '') throw failure('invalid', 'The commit message is empty.', 'Say what the change does.');
  await assertNothingUnderWay(ground);
  const found = await lastCommit(git, ground);
  if (found === null) throw failure('invalid', 'There is no commit yet.', 'Commit first.');
  if (found.refused !== null) throw failure('invalid', found.refused, 'Make a new commit instead.');
  const { last, head } = found;
  const { commonDir } = ground;
  const make = async (tree: string): Promise<string> => {
    const { author, authorDate, parents } = last;
    return commitTree(git, commonDir, { tree, parents, message, author, authorDate, committer: await readIdentity(git, commonDir) });
  };
  const keep = (): Promise<void> => moveRefs(git, commonDir, [backupOf(request.thread, head.commit)], 'switchyard: amend');
  if (request.content === 'keep') {
    const commit = await make(await treeOf(git, commonDir, head.commit));
    await keep();
    await advance(git, ground, head, commit);
    return commit;
  }
  return staged(git, shadows, ground, head, undefined, async (tree, indexFile) => {
    const commit = await make(tree);
    await keep();
    // The index first, as for every commit: cut here, everything is merely staged.
    await replaceIndex(ground, indexFile);
    await advance(git, ground, head, commit);
    return commit;
  });
};
