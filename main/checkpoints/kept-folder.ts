/**
 * A worktree as a tree, fast: through an index file of ours that is kept from one time to the next, so that git only
 * reads what changed. Neither the user's index nor anything else in git's folders is written, besides objects.
 */
import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '#contract/failure.ts';
import type { Git, GitRequest } from '#main/git/git.ts';
import type { Shadows } from '#main/git/shadow.ts';
import { stageWorkTree } from '#main/git/stage.ts';
import type { ThreadGround } from '#main/git/thread-ground.ts';

/** Files larger than this are left out: build products and data, which would fill the repository. In bytes. */
export const KEPT_FILE_MAX_BYTES = 50_000_000;

export interface KeptFolder {
  readonly tree: string;
  /** Bytes of the files that were read because they changed. */
  readonly bytes: number;
  /** Paths that were too large to keep. */
  readonly leftOut: readonly string[];
}

/** The thread's ground with our index in the place of its own. */
export const keptGround = (place: ThreadGround, indexFile: string): ThreadGround => ({ ...place, ground: { ...place.ground, indexFile } });

/** Begins with what the thread's index knows: then only what differs from it has to be read. */
const seed = async (place: ThreadGround, indexFile: string): Promise<void> => {
  if ((await lstat(indexFile).catch(() => null))?.isFile() === true) return;
  await mkdir(dirname(indexFile), { recursive: true });
  await rm(indexFile, { force: true, recursive: true });
  const own = await stat(place.ground.indexFile).catch(() => null);
  if (own === null) return;
  await copyFile(place.ground.indexFile, indexFile, constants.COPYFILE_FICLONE);
  // git tells by this time which entries it must not trust.
  await utimes(indexFile, own.atime, own.mtime);
};

const sizesOf = async (workTree: string, paths: readonly string[]): Promise<ReadonlyMap<string, number>> => {
  const sizes = await Promise.all(paths.map((path) => lstat(join(workTree, path)).catch(() => null)));
  return new Map(paths.map((path, at) => [path, sizes[at]?.isFile() === true ? sizes[at].size : 0]));
};

const keepNow = async (git: Git, shadows: Shadows, kept: ThreadGround, pace: Pick<GitRequest, 'signal'>): Promise<KeptFolder> => {
  let bytes = 0;
  const leftOut: string[] = [];
  const choose = async (paths: readonly string[]): Promise<readonly string[]> => {
    const sizes = await sizesOf(kept.workTree, paths);
    return paths.filter((path) => {
      const size = sizes.get(path) ?? 0;
      if (size > KEPT_FILE_MAX_BYTES) leftOut.push(path);
      else bytes += size;
      return size <= KEPT_FILE_MAX_BYTES;
    });
  };
  const { tree } = await stageWorkTree(git, shadows, kept, { refuseFilters: false, choose, ...pace });
  return { tree, bytes, leftOut };
};

/**
 * Call it for one thread at a time: `indexFile` has one writer. An index that a crash left locked or damaged is made anew.
 */
export const keepFolder = async (
  git: Git,
  shadows: Shadows,
  place: ThreadGround,
  indexFile: string,
  pace: Pick<GitRequest, 'signal'> = {},
): Promise<KeptFolder> => {
  const kept = keptGround(place, indexFile);
  await rm(`${indexFile}.lock`, { force: true });
  await seed(place, indexFile);
  try {
    return await keepNow(git, shadows, kept, pace);
  } catch (error) {
    if (!(error instanceof AppError) || error.failure.kind !== 'git') throw error;
    await rm(indexFile, { force: true });
    await seed(place, indexFile);
    return keepNow(git, shadows, kept, pace);
  }
};
