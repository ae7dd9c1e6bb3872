/**
 * Finds and checks the ground of a thread: the folder it works in, the repository's folder, and git's own folder for
 * that worktree. Trusts nothing in the worktree: the way leads from the project's repository to the worktree, never back
 * through its `.git` file. What is not as it should be is refused with a sentence.
 */
import { lstat, readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failure, type AppError } from '#contract/failure.ts';
import type { Git } from './git.ts';
import type { Ground } from './ground.ts';
import { readPlain } from './read-plain.ts';
import { knownRepository, type Repository } from './repository.ts';
import type { Shadows } from './shadow.ts';

export interface ThreadGround {
  readonly ground: Extract<Ground, { kind: 'thread' }>;
  readonly commonDir: string;
  /** Git's folder for this worktree. Agents may be able to write to it: only read here with `readPlain`. */
  readonly adminDir: string;
  readonly workTree: string;
}

const kindOf = async (path: string): Promise<'folder' | 'file' | 'link' | 'other' | 'absent'> => {
  try {
    const stat = await lstat(path);
    if (stat.isSymbolicLink()) return 'link';
    if (stat.isDirectory()) return 'folder';
    return stat.isFile() ? 'file' : 'other';
  } catch {
    return 'absent';
  }
};

const tampered = (what: string): AppError =>
  failure(
    'denied',
    `${what} is not what git made there, so Switchyard does not touch this worktree.`,
    'Something in the thread replaced it. Look at the folder in a terminal.',
  );

/** Real path of the folder even when it is gone: its parent's real path and its own name. */
const realPlace = async (path: string): Promise<string> => {
  try {
    return join(await realpath(dirname(path)), path.slice(dirname(path).length).replace(/^[\\/]/, ''));
  } catch {
    return path;
  }
};

/** Git's folders of the repository's linked worktrees, with the path each belongs to. */
export const listAdminDirs = async (commonDir: string): Promise<readonly { readonly adminDir: string; readonly workTree: string }[]> => {
  const folder = join(commonDir, 'worktrees');
  const names = (await kindOf(folder)) === 'folder' ? await readdir(folder) : [];
  const found = await Promise.all(
    names.map(async (name) => {
      const adminDir = join(folder, name);
      if ((await kindOf(adminDir)) !== 'folder') return null;
      const gitdir = (await readPlain(join(adminDir, 'gitdir')))?.replace(/\r?\n$/, '');
      return gitdir === undefined ? null : { adminDir, workTree: dirname(gitdir) };
    }),
  );
  return found.filter((entry) => entry !== null);
};

/** Git's folder for a linked worktree at this path; null when the repository knows none. */
export const findAdminDir = async (commonDir: string, workTree: string): Promise<string | null> => {
  const wanted = new Set([workTree, await realPlace(workTree)]);
  for (const entry of await listAdminDirs(commonDir)) {
    if (wanted.has(entry.workTree) || wanted.has(await realPlace(entry.workTree))) return entry.adminDir;
  }
  return null;
};

const missing = (path: string): AppError =>
  failure('unavailable', `The worktree ${path} is gone.`, 'Restore the thread from its snapshot, or remove it.');

/** The ground of a folder of this repository, checked. Cheap: a few stats; called before every piece of work. */
export const groundAt = async (shadows: Shadows, repository: Repository, path: string): Promise<ThreadGround> => {
  const { commonDir } = repository;
  const workTree = await realPlace(path);
  switch (await kindOf(workTree)) {
    case 'folder':
      break;
    case 'absent':
      throw missing(path);
    default:
      throw tampered(path);
  }
  const isMain = repository.workTree !== null && workTree === (await realPlace(repository.workTree));
  const adminDir = isMain ? repository.gitDir : await findAdminDir(commonDir, workTree);
  if (adminDir === null)
    throw failure(
      'unavailable',
      `git no longer knows the worktree ${path}.`,
      'Run `git worktree repair` in the project’s folder, or remove the thread.',
    );
  const indexFile = join(adminDir, 'index');
  const index = await kindOf(indexFile);
  if (index !== 'file' && index !== 'absent') throw tampered(indexFile);
  const ground = {
    kind: 'thread',
    shadow: await shadows.of(commonDir),
    objects: join(commonDir, 'objects'),
    shallow: join(commonDir, 'shallow'),
    workTree,
    indexFile,
  } as const;
  return { ground, commonDir, adminDir, workTree };
};

/** Finds the repository of the project's folder first. */
export const threadGround = async (git: Git, shadows: Shadows, projectPath: string, path: string): Promise<ThreadGround> =>
  groundAt(shadows, await knownRepository(git, projectPath), path);
