/**
 * Reading a file of a folder that an agent writes to: a link may point to another file of the folder, never out of it, and
 * nothing that is no plain file is read.
 */
import { constants } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { join, relative, isAbsolute } from 'node:path';

export interface InsideText {
  readonly text: string;
  /** Of the whole file. */
  readonly bytes: number;
  /** What `text` holds of it. */
  readonly usedBytes: number;
}

export const isInside = (root: string, path: string): boolean => {
  const way = relative(root, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${way.includes('\\') ? '\\' : '/'}`));
};

/** The beginning of a file, `bytesMax` at most; null when it is not there. `outside`: it is not read, as it lies elsewhere or is no file. */
export const readInside = async (root: string, path: string, bytesMax: number): Promise<InsideText | 'outside' | null> => {
  try {
    const [realRoot, realPath] = await Promise.all([realpath(root), realpath(join(root, path))]);
    if (!isInside(realRoot, realPath)) return 'outside';
    const file = await open(realPath, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const opened = await file.stat();
      if (!opened.isFile()) return 'outside';
      // A folder on the way may have been replaced by a link between looking and opening.
      const [again, found] = await Promise.all([realpath(join(root, path)), stat(join(root, path))]);
      if (!isInside(realRoot, again) || found.ino !== opened.ino || found.dev !== opened.dev) return 'outside';
      const buffer = Buffer.alloc(Math.min(opened.size, bytesMax));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      return { text: buffer.toString('utf8', 0, bytesRead), bytes: opened.size, usedBytes: bytesRead };
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return code === 'ELOOP' || code === 'EACCES' || code === 'EISDIR' ? 'outside' : null;
  }
};
