/** Finds the repository that a folder belongs to. Always on the user's own ground. */
import { lstat, realpath, stat } from 'node:fs/promises';
import { AppError, failure } from '#contract/failure.ts';
import type { Git } from './git.ts';
import { own } from './ground.ts';

export interface Repository {
  /** Folder with objects, refs and configuration, shared by all worktrees. Absolute, without symbolic links. */
  readonly commonDir: string;
  /** Git's folder for this very checkout; the same as `commonDir` in a main checkout. */
  readonly gitDir: string;
  /** Null in a bare repository. */
  readonly workTree: string | null;
}

const isDirectory = async (path: string): Promise<boolean> => {
  try {
    return (await lstat(await realpath(path))).isDirectory();
  } catch {
    return false;
  }
};

/** Throws AppError: `unavailable` when the folder is gone, `not-found` when it is no repository, `denied`. */
export const findRepository = async (git: Git, folder: string): Promise<Repository> => {
  if (!(await isDirectory(folder)))
    throw failure('unavailable', `The folder ${folder} is not there.`, 'Bring it back, or remove the project.');
  // One question per run: a path may contain line feeds.
  const ask = (...args: readonly string[]): Promise<string> =>
    git.text({ ground: own(folder), args: ['rev-parse', '--path-format=absolute', ...args] });
  const [commonDir, gitDir, insideWorkTree] = await Promise.all([ask('--git-common-dir'), ask('--git-dir'), ask('--is-inside-work-tree')]);
  const workTree = insideWorkTree === 'true' ? await ask('--show-toplevel') : null;
  return { commonDir: await realpath(commonDir), gitDir: await realpath(gitDir), workTree };
};

/** Null when the folder is no repository; other failures are thrown. */
export const findRepositoryIfAny = async (git: Git, folder: string): Promise<Repository | null> => {
  try {
    return await findRepository(git, folder);
  } catch (error) {
    if (error instanceof AppError && error.failure.kind === 'not-found') return null;
    throw error;
  }
};

interface Known {
  readonly repository: Repository;
  readonly mark: string;
}

const known = new Map<string, Known>();
const KNOWN_MAX = 500;

/** Changes when the folder or the repository is replaced by another. */
const markOf = async (folder: string, repository: Repository): Promise<string | null> => {
  try {
    const stats = await Promise.all([folder, repository.commonDir, repository.gitDir].map((path) => stat(path)));
    return stats.map(({ dev, ino }) => `${dev}:${ino}`).join(' ');
  } catch {
    return null;
  }
};

/** As `findRepository`, without asking git again while folder and repository are still the same ones. */
export const knownRepository = async (git: Git, folder: string): Promise<Repository> => {
  const earlier = known.get(folder);
  if (earlier !== undefined && (await markOf(folder, earlier.repository)) === earlier.mark) return earlier.repository;
  known.delete(folder);
  const repository = await findRepository(git, folder);
  const mark = await markOf(folder, repository);
  if (known.size >= KNOWN_MAX) known.clear();
  if (mark !== null) known.set(folder, { repository, mark });
  return repository;
};
