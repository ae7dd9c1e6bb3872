/** Makes commits from trees, without a worktree. The user's own identity is required and never guessed. */
import { AppError, failure } from '#contract/failure.ts';
import type { Git, GitRequest } from './git.ts';
import { ofRepository } from './ground.ts';

export interface Identity {
  readonly name: string;
  readonly email: string;
}

const identPattern = /^(.*) <([^<>]*)> \d+ [+-]\d{4}$/s;

/** Who the user is to git. Throws `invalid` with what to do when git does not know. */
export const readIdentity = async (git: Git, commonDir: string): Promise<Identity> => {
  try {
    // Without this git makes up an address from the machine's name.
    const text = await git.text({
      ground: ofRepository(commonDir),
      args: ['var', 'GIT_AUTHOR_IDENT'],
      config: { 'user.useConfigOnly': 'true' },
    });
    const match = identPattern.exec(text);
    if (match !== null) return { name: match[1] ?? '', email: match[2] ?? '' };
  } catch (error) {
    if (!(error instanceof AppError) || error.failure.kind !== 'git') throw error;
  }
  throw failure(
    'invalid',
    'git does not know your name and email address, which every commit needs.',
    'Run `git config --global user.name "Your Name"` and `git config --global user.email you@example.org`, then try again.',
  );
};

/** For commits that only we look at: snapshots. */
export const OUR_IDENTITY: Identity = { name: 'Switchyard', email: 'switchyard@localhost' };

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Identity;
  readonly committer: Identity;
  /** Author date as git prints it (`%ad` raw); now when absent. */
  readonly authorDate?: string;
}

export const commitTree = async (git: Git, commonDir: string, commit: NewCommit, pace: Pick<GitRequest, 'signal'> = {}): Promise<string> =>
  git.text({
    ground: ofRepository(commonDir),
    args: ['commit-tree', commit.tree, ...commit.parents.flatMap((parent) => ['-p', parent]), '-F', '-'],
    input: commit.message.endsWith('\n') ? commit.message : `${commit.message}\n`,
    writes: true,
    environment: {
      GIT_AUTHOR_NAME: commit.author.name,
      GIT_AUTHOR_EMAIL: commit.author.email,
      GIT_COMMITTER_NAME: commit.committer.name,
      GIT_COMMITTER_EMAIL: commit.committer.email,
      ...(commit.authorDate === undefined ? {} : { GIT_AUTHOR_DATE: commit.authorDate }),
    },
    ...pace,
  });

export const treeOf = (git: Git, commonDir: string, commit: string): Promise<string> =>
  git.text({ ground: ofRepository(commonDir), args: ['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`] });
