/** What a removal would lose, found out without touching anything. */
import type { RemovalPreview } from '#contract/threads.ts';
import { branchOf, readHead } from '#main/git/head.ts';
import { listCommits } from '#main/git/refs.ts';
import { findAdminDir, groundAt } from '#main/git/thread-ground.ts';
import { listUncommitted } from '#main/git/uncommitted.ts';
import { isFolder, type Parts } from './parts.ts';
import { repositoryOf } from './remove.ts';
import type { ThreadPlace } from './worktrees.ts';

const LISTED_MAX = 200;

type Preview = Omit<RemovalPreview, 'running'>;

export const previewRemoval = async (parts: Parts, place: ThreadPlace): Promise<Preview> => {
  const { git } = parts;
  const { worktree, project } = place;
  const nothing: Preview = { worktree: 'none', uncommitted: [], uncommittedMore: 0, unpushed: [], bytes: worktree.bytes };
  if (worktree.path === null || worktree.status === 'removed' || worktree.status === 'planned') return nothing;
  // A checkout or an adopted worktree is not ours to take away: nothing is lost.
  if (worktree.place !== 'worktree') return { ...nothing, worktree: 'kept' };
  const repository = await repositoryOf(parts, project.path);
  if (repository === null) return { ...nothing, worktree: 'removed' };
  const { commonDir } = repository;
  const unpushed = async (tip: string, branch: string | null): Promise<Preview['unpushed']> => {
    const more = ['--not', ...(branch === null ? [] : [`--exclude=${branch}`]), '--branches', '--remotes', '--tags', '--not'];
    return listCommits(git, commonDir, { include: [tip], exclude: [], limit: LISTED_MAX, more });
  };
  if (!(await isFolder(worktree.path)) || (await findAdminDir(commonDir, worktree.path)) === null) {
    const tip = worktree.branch === null ? null : `refs/heads/${worktree.branch}`;
    return { ...nothing, worktree: 'removed', unpushed: tip === null ? [] : await unpushed(tip, worktree.branch).catch(() => []) };
  }
  const ground = await groundAt(parts.shadows, repository, worktree.path);
  const head = await readHead(git, ground);
  const paths = await listUncommitted(git, ground, head.commit);
  return {
    worktree: 'removed',
    uncommitted: paths.slice(0, LISTED_MAX),
    uncommittedMore: Math.max(0, paths.length - LISTED_MAX),
    unpushed: head.commit === null ? [] : await unpushed(head.commit, branchOf(head)),
    bytes: worktree.bytes,
  };
};
