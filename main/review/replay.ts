/** Rebase without a worktree: each commit is merged onto the one before it, in the object store alone. */
import { failure } from '#contract/failure.ts';
import { commitTree, OUR_IDENTITY, readIdentity, treeOf } from '#main/git/commit-tree.ts';
import { nulFields, type Git } from '#main/git/git.ts';
import { ofRepository } from '#main/git/ground.ts';
import { tryMerge } from '#main/git/merge-tree.ts';
import type { Shadows } from '#main/git/shadow.ts';

export type Replayed =
  { readonly kind: 'done'; readonly commit: string } | { readonly kind: 'conflict'; readonly paths: readonly string[] };

interface Original {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly name: string;
  readonly email: string;
  readonly date: string;
  readonly message: string;
}

const FIELDS = 6;

const readOriginals = async (git: Git, commonDir: string, head: string, onto: string): Promise<readonly Original[]> => {
  const args = [
    'log',
    '-z',
    '--reverse',
    '--topo-order',
    '--format=%H%x00%P%x00%an%x00%ae%x00%ad%x00%B',
    '--date=raw',
    head,
    `^${onto}`,
    '--',
  ];
  const fields = nulFields((await git.run({ ground: ofRepository(commonDir), args })).stdout);
  const originals: Original[] = [];
  for (let at = 0; at + FIELDS <= fields.length; at += FIELDS) {
    const [commit = '', parents = '', name = '', email = '', date = '', message = ''] = fields.slice(at, at + FIELDS);
    originals.push({ commit, parents: parents.split(' ').filter((one) => one !== ''), name, email, date, message });
  }
  return originals;
};

export interface ReplayRequest {
  readonly commonDir: string;
  readonly onto: string;
  readonly head: string;
  readonly signal?: AbortSignal | undefined;
}

/** Commits that bring nothing any more are left out. Authors and their dates stay; the committer is the user. */
export const replay = async (git: Git, shadows: Shadows, request: ReplayRequest): Promise<Replayed> => {
  const { commonDir, onto, head, signal } = request;
  const originals = await readOriginals(git, commonDir, head, onto);
  if (originals.some(({ parents }) => parents.length > 1)) {
    throw failure('invalid', 'The branch contains merges, which a rebase would undo.', 'Land it by merge or squash.');
  }
  // Nothing to rewrite: the base is where the branch began.
  if (originals[0]?.parents[0] === onto) return { kind: 'done', commit: head };
  const committer = await readIdentity(git, commonDir);
  let tip = onto;
  for (const original of originals) {
    const [parent] = original.parents;
    if (parent === undefined)
      throw failure('invalid', 'The branch does not share its beginning with the base.', 'Land it by merge or squash.');
    // A commit with the content of the new tip on top of the old parent makes git take that parent as the merge base.
    const ours = await commitTree(git, commonDir, {
      tree: await treeOf(git, commonDir, tip),
      parents: [parent],
      message: 'replay',
      author: OUR_IDENTITY,
      committer: OUR_IDENTITY,
    });
    const merged = await tryMerge(git, shadows, commonDir, ours, original.commit, { signal });
    if (merged.kind === 'conflict') return merged;
    if (merged.tree === (await treeOf(git, commonDir, tip))) continue;
    const author = { name: original.name, email: original.email };
    tip = await commitTree(git, commonDir, {
      tree: merged.tree,
      parents: [tip],
      message: original.message,
      author,
      committer,
      authorDate: original.date,
    });
  }
  return { kind: 'done', commit: tip };
};
