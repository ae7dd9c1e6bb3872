/** What judging has to look at on the disk: where links lead, and whose repository git would find. Synchronous and small. */
import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** As `realpath`, but what is not there yet keeps its name below the folder that is. */
export const realPath = (path: string): string => {
  const missing: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    try {
      return join(realpathSync.native(at), ...missing);
    } catch {
      // A link that leads nowhere yet may be given its end later: it counts as outside of everything.
      if (isLink(at)) return join('/', '\0unknown', ...missing);
      if (dirname(at) === at) return join(at, ...missing);
      missing.unshift(basename(at));
    }
  }
};

const isLink = (path: string): boolean => {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
};

const GIT_FILE_MAX_BYTES = 8_192;

/** Where the `.git` at the root of a folder leads; null when there is none that we understand. */
const gitFolderOf = (folder: string): string | null => {
  try {
    const path = join(folder, '.git');
    const stat = lstatSync(path);
    if (stat.isDirectory()) return realpathSync.native(path);
    if (!stat.isFile() || stat.size > GIT_FILE_MAX_BYTES) return null;
    const named = /^gitdir: ([^\n]+)\n?$/.exec(readFileSync(path, 'utf8'))?.[1];
    return named === undefined ? null : realpathSync.native(resolve(folder, named));
  } catch {
    return null;
  }
};

const exists = (path: string): boolean => {
  try {
    statSync(path);
    return true;
  } catch {
    return isLink(path);
  }
};

/**
 * Whether git, started in `folder`, works in the repository at `repository` by the thread's own worktree: no `.git` on the
 * way up to the worktree, and there one that leads into that repository. A bare repository on the way would do the same.
 */
export const gitIsOurs = (worktree: string, repository: string, folder: string): boolean => {
  const root = realPath(worktree);
  for (let at = realPath(folder); at !== root; at = dirname(at)) {
    if (dirname(at) === at || exists(join(at, '.git')) || (exists(join(at, 'HEAD')) && exists(join(at, 'objects')))) return false;
  }
  const common = gitFolderOf(realPath(repository));
  const own = gitFolderOf(root);
  if (common === null || own === null) return false;
  return own === common || dirname(own) === join(common, 'worktrees');
};
