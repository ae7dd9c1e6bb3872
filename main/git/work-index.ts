/**
 * A private copy of a thread's index, to compute with. The thread's own index is never written by git on our behalf:
 * git would follow a link that lies in its place.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, stat, unlink, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failure } from '#contract/failure.ts';
import type { ThreadGround } from './thread-ground.ts';

/**
 * Copies an index with its time. git compares that time with those of the files to see which entries it must not
 * trust (changed in the second in which the index was written, and of the same size); a younger copy would hide them.
 */
const copyIndex = async (from: string, to: string, mode: number): Promise<void> => {
  const { atime, mtime } = await stat(from);
  await copyFile(from, to, mode);
  await utimes(to, atime, mtime);
};

/** The same ground with a copy of the index, removed when `task` ends. An index that is not there yet counts as empty. */
export const withCopiedIndex = async <T>(place: ThreadGround, task: (copy: ThreadGround) => Promise<T>): Promise<T> => {
  const folder = join(place.ground.shadow, 'indexes');
  await mkdir(folder, { recursive: true });
  const indexFile = join(folder, randomBytes(8).toString('hex'));
  try {
    try {
      await copyIndex(place.ground.indexFile, indexFile, constants.COPYFILE_FICLONE);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
    return await task({ ...place, ground: { ...place.ground, indexFile } });
  } finally {
    await Promise.all([rm(indexFile, { force: true }), rm(`${indexFile}.lock`, { force: true })]);
  }
};

/**
 * Puts an index of ours in the place of the thread's, as git does: a lock that must not exist yet, then a rename, which
 * replaces a link instead of following it. Throws `busy` while git is at work there.
 */
export const replaceIndex = async (place: ThreadGround, indexFile: string): Promise<void> => {
  const lock = join(place.adminDir, 'index.lock');
  try {
    await (await open(lock, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW, 0o644)).close();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    throw failure('busy', 'Another git command is at work in this worktree.', `Try again in a moment. If none is running, delete ${lock}.`);
  }
  const staged = join(dirname(lock), `index.${randomBytes(8).toString('hex')}`);
  try {
    await copyIndex(indexFile, staged, constants.COPYFILE_EXCL);
    await rename(staged, join(place.adminDir, 'index'));
  } finally {
    await rm(staged, { force: true });
    await unlink(lock).catch(() => undefined);
  }
};
