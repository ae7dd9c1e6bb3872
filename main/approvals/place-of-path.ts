/** Where a path lies, as policies see it. Pure but for `realPath`, which is given. */
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { JudgeContext } from './judgement.ts';

export type PathSituation = 'change inside the folder' | 'change of git’s own files' | 'change outside of the folder';

export const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
};

/** Any case: some file systems know no difference. */
const isGits = (worktree: string, path: string): boolean =>
  relative(worktree, path)
    .split(/[/\\]/)
    .some((part) => /^\.git$|^\.gitmodules$/i.test(part));

/** Links lead where they lead: a path that only looks as if it were inside is outside. */
export const situationOf = ({ worktree, realPath }: JudgeContext, path: string): PathSituation => {
  const whole = resolve(worktree, path);
  const real = realPath(whole);
  if (!isInside(realPath(worktree), real)) return 'change outside of the folder';
  return isGits(worktree, whole) || isGits(realPath(worktree), real) ? 'change of git’s own files' : 'change inside the folder';
};

const systemFolders = ['/usr', '/bin', '/lib', '/lib64', '/opt'];

/** What may be read by anybody: the thread's folder, and what the system is made of. */
export const mayRead = (context: JudgeContext, path: string): boolean => {
  const whole = resolve(context.worktree, path);
  if (whole === '/dev/null' || whole === '/dev/stdin') return true;
  const real = context.realPath(whole);
  return isInside(context.realPath(context.worktree), real) || systemFolders.some((folder) => isInside(folder, real));
};

/** Every place that a path may mean, given the folders that a command may run in. */
export const placesOf = (path: string, folders: readonly string[] | null): readonly string[] | null =>
  isAbsolute(path) ? [path] : (folders?.map((folder) => join(folder, path)) ?? null);
