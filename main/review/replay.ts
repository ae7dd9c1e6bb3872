/** Rebase without a worktree: each commit is merged onto the one before it, in the object store alone. */
import { failure } from '#contract/failure.ts';
import { commitTree, OUR_IDENTITY, readIdentity, treeOf } from '#main/git/commit-tree.ts';
import { nulFields, type Git } from '#main/git/git.ts';
import { ofRepository } from '#main/git/ground.ts';
import { tryMerge, type MergeTrial } from '#main/git/merge-tree.ts';
import type { Shadows } from '#main/git/shadow.ts';

/** The commit that does not apply, and where it stands in the row. */
export interface ReplayStep {
  readonly commit: string;
  readonly subject: string;
  readonly number: number;
  readonly total: number;
}

type Conflict = Extract<MergeTrial, { kind: 'conflict' }>;

export type Replayed =
  | { readonly kind: 'done'; readonly commit: string }
  | { readonly kind: 'conflict'; readonly paths: readonly string[]; readonly trial: Conflict; readonly step: ReplayStep };

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
  /** The tree that a person resolved this conflict to; null when they have not. Default: nothing is resolved. */
  readonly settle?: (trial: Conflict) => Promise<string | null>;
}

/** Commits that bring nothing any more are left out. Authors and their dates stay; the committer is the user. */
export const replay = async (git: Git, shadows: Shadows, request: ReplayRequest): Promise<Replayed> => {
  const { commonDir, onto, head, signal, settle } = request;
  const originals = await readOriginals(git, commonDir, head, onto);
  if (originals.some(({ parents }) => parents.length > 1)) {
    throw failure('invalid', 'The branch contains merges, which a rebase would undo.', 'Land it by merge or squash.');
  }
  // Nothing to rewrite: the base is where the branch began.
  if (originals[0]?.parents[0] === onto) return { kind: 'done', commit: head };
  const committer = await readIdentity(git, commonDir);
  let tip = onto;
  for (const [index, original] of originals.entries()) {
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
    const tree = merged.kind === 'clean' ? merged.tree : ((await settle?.(merged)) ?? null);
    if (merged.kind === 'conflict' && tree === null) {
      const subject = original.message.split('\n')[0] ?? '';
      const step = { commit: original.commit, subject, number: index + 1, total: originals.length };
      return { kind: 'conflict', paths: merged.paths, trial: merged, step };
    }
    if (tree === null || tree === (await treeOf(git, commonDir, tip))) continue;
    const author = { name: original.name, email: original.email };
    tip = await commitTree(git, commonDir, {
      tree,
      parents: [tip],
      message: original.message,
      author,
      committer,
      authorDate: original.date,
    });
  }
  return { kind: 'done', commit: tip };
};
