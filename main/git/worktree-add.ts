/** Registers a worktree without its files, and takes it out of git's books again. */
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git, GitRequest } from './git.ts';
import { ofRepository } from './ground.ts';

export interface NewWorktree {
  readonly path: string;
  /** Null: detached at `commit`. */
  readonly branch: string | null;
  readonly commit: string;
  /** The branch is there already; else it is made at `commit`. */
  readonly branchExists: boolean;
}

/** Takes milliseconds: the files come later (checkout-files.ts). */
export const addWorktree = async (
  git: Git,
  commonDir: string,
  wanted: NewWorktree,
  pace: Pick<GitRequest, 'signal'> = {},
): Promise<void> => {
  const { path, branch, commit, branchExists } = wanted;
  const place = branch === null ? ['--detach', path, commit] : branchExists ? [path, branch] : ['-b', branch, path, commit];
  // Forced past an entry whose folder is gone; the branch is checked by the caller.
  await git.run({
    ground: ofRepository(commonDir),
    args: ['worktree', 'add', '--force', '--no-checkout', '--no-guess-remote', ...place],
    writes: true,
    ...pace,
  });
};

/** As `git worktree prune` does for one entry, locked or not. The folder itself is the caller's. */
export const unregisterWorktree = async (commonDir: string, adminDir: string): Promise<void> => {
  await rm(adminDir, { recursive: true, force: true });
  // Gone when it was the last; git makes it again.
  await rmdir(join(commonDir, 'worktrees')).catch(() => undefined);
};
