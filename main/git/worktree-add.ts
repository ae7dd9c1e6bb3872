/** Registers a worktree without its files, and takes it out of git's books again. */
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Mailbox } from '#main/base/mailbox.ts';
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

/**
 * One after the other in a repository: git reads the entries of all its worktrees as it adds one, and fails on an entry
 * that another git is just writing (“failed to read …/commondir: Success”).
 */
const books = new Map<string, Mailbox>();
const inBooks = <T>(commonDir: string, task: () => Promise<T>): Promise<T> => {
  const mailbox = books.get(commonDir) ?? new Mailbox();
  books.set(commonDir, mailbox);
  return mailbox.put(task);
};

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
  const args = ['worktree', 'add', '--force', '--no-checkout', '--no-guess-remote', ...place];
  await inBooks(commonDir, () => git.run({ ground: ofRepository(commonDir), args, writes: true, ...pace }));
};

/** As `git worktree prune` does for one entry, locked or not. The folder itself is the caller's. */
export const unregisterWorktree = (commonDir: string, adminDir: string): Promise<void> =>
  inBooks(commonDir, async () => {
    await rm(adminDir, { recursive: true, force: true });
    // Gone when it was the last; git makes it again.
    await rmdir(join(commonDir, 'worktrees')).catch(() => undefined);
  });
