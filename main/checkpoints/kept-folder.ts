/**
 * A worktree as a tree, fast: through an index file of ours that is kept from one time to the next, so that git only
 * reads what changed. Neither the user's index nor anything else in git's folders is written, besides objects.
 */
import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '#contract/failure.ts';
import { nulFields, type Git, type GitRequest } from '#main/git/git.ts';
import type { Shadows } from '#main/git/shadow.ts';
import { stageWorkTree } from '#main/git/stage.ts';
import type { ThreadGround } from '#main/git/thread-ground.ts';
import { matchesPattern } from '#main/worktrees/prepare-files.ts';

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

/** By index file: what it looked like when git last made its tree, and the tree. */
const trees = new Map<string, { readonly mark: string; readonly tree: string }>();
const TREES_MAX = 500;

const markOf = async (file: string): Promise<string> => {
  const found = await stat(file, { bigint: true }).catch(() => null);
  return found === null ? 'none' : `${found.ino}:${found.size}:${found.mtimeNs}:${found.ctimeNs}`;
};

/**
 * git trusts no entry of a file that was written in the second in which the index was, and reads the file again each time.
 * After many files were written at once, the index is written anew a moment later; then it trusts them.
 */
const calm = new Set<string>();
const CALM_AFTER_MS = 2_000;
const settle = async (git: Git, kept: ThreadGround, pace: Pick<GitRequest, 'signal'>): Promise<void> => {
  const { indexFile } = kept.ground;
  if (calm.has(indexFile)) return;
  const written = (await stat(indexFile).catch(() => null))?.mtimeMs ?? 0;
  await git.run({ ground: kept.ground, args: ['update-index', '-q', '--refresh'], accept: [0, 1], writes: true, ...pace });
  if (Date.now() - written > CALM_AFTER_MS) calm.add(indexFile);
};

/** Many files of the folder were written just now. */
export const stirred = (indexFile: string): void => void calm.delete(indexFile);

/** Begins with what the thread's index knows: then only what differs from it has to be read. */
const seed = async (place: ThreadGround, indexFile: string): Promise<void> => {
  if ((await lstat(indexFile).catch(() => null))?.isFile() === true) return;
  stirred(indexFile);
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

export interface KeepOptions extends Pick<GitRequest, 'signal'> {
  /** Patterns of ignored files that are kept too, as in a `.gitignore`. */
  readonly ignored?: readonly string[];
}

const IGNORED_MAX_FILES = 5_000;

/** Ignored files that the user wants kept and that our index does not know yet. */
const wantedIgnored = async (
  git: Git,
  kept: ThreadGround,
  patterns: readonly string[],
  pace: Pick<GitRequest, 'signal'>,
): Promise<readonly string[]> => {
  if (patterns.length === 0) return [];
  const args = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard'];
  const listed = nulFields((await git.run({ ground: kept.ground, args, ...pace })).stdout);
  return listed
    .filter((path) => !path.endsWith('/') && patterns.some((pattern) => matchesPattern(path, pattern)))
    .slice(0, IGNORED_MAX_FILES);
};

const keepNow = async (git: Git, shadows: Shadows, kept: ThreadGround, { ignored = [], ...pace }: KeepOptions): Promise<KeptFolder> => {
  let bytes = 0;
  const leftOut: string[] = [];
  const choose = async (changed: readonly string[]): Promise<readonly string[]> => {
    const paths = [...changed, ...(await wantedIgnored(git, kept, ignored, pace))];
    const sizes = await sizesOf(kept.workTree, paths);
    return paths.filter((path) => {
      const size = sizes.get(path) ?? 0;
      if (size > KEPT_FILE_MAX_BYTES) leftOut.push(path);
      else bytes += size;
      return size <= KEPT_FILE_MAX_BYTES;
    });
  };
  await settle(git, kept, pace);
  const { indexFile } = kept.ground;
  const last = trees.get(indexFile);
  const known = last?.mark === (await markOf(indexFile)) ? last.tree : null;
  const { tree } = await stageWorkTree(git, shadows, kept, { refuseFilters: false, choose, known, ...pace });
  if (trees.size >= TREES_MAX) trees.clear();
  if (known === null || tree !== known) trees.set(indexFile, { mark: await markOf(indexFile), tree });
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
  options: KeepOptions = {},
): Promise<KeptFolder> => {
  const kept = keptGround(place, indexFile);
  await rm(`${indexFile}.lock`, { force: true });
  await seed(place, indexFile);
  try {
    return await keepNow(git, shadows, kept, options);
  } catch (error) {
    if (!(error instanceof AppError) || error.failure.kind !== 'git') throw error;
    await rm(indexFile, { force: true });
    await seed(place, indexFile);
    return keepNow(git, shadows, kept, options);
  }
};
