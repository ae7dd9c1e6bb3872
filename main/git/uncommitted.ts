/** Paths of a worktree that no commit holds as they lie there. */
import { nulFields, type Git, type GitRequest } from './git.ts';
import { readWorkTree } from './stage.ts';
import type { ThreadGround } from './thread-ground.ts';

/** Staged, modified, deleted, conflicted, untracked; nested repositories end with a slash. Sorted. */
export const listUncommitted = async (
  git: Git,
  place: ThreadGround,
  head: string | null,
  pace: Pick<GitRequest, 'signal' | 'priority'> = {},
): Promise<readonly string[]> => {
  const state = await readWorkTree(git, place, pace);
  const args =
    head === null
      ? ['ls-files', '-z', '--cached']
      : ['diff-index', '--cached', '-z', '--name-only', '--ignore-submodules=dirty', head, '--'];
  const staged = nulFields((await git.run({ ground: place.ground, args, ...pace })).stdout);
  return [...new Set([...staged, ...state.conflicted, ...state.modified, ...state.deleted, ...state.untracked, ...state.nested])].sort();
};
