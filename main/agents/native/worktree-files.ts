/**
 * Files of a worktree that an agent works in, read and written by the app itself. The worktree is untrusted ground: a
 * symlink may stand anywhere, and may be put there between a look and the deed. So every folder on the way is opened without
 * following links, and what is done in it is done through that open folder (Linux), or right after a look (elsewhere).
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { PatchProblem, PatchRefused } from './patch-format.ts';

/** A path inside the worktree, as its parts. Throws PatchProblem for one that leads out, or into git's own files. */
export const partsInside = (root: string, path: string): readonly string[] => {
  const plain = isAbsolute(path) ? relative(root, path) : path;
  const parts = plain.split(sep === '\\' ? /[\\/]/ : '/').filter((part) => part !== '' && part !== '.');
  const why =
    path.includes('\0') || parts.length === 0
      ? 'it is no path of a file'
      : parts.includes('..') || isAbsolute(plain)
        ? 'it leads out of the worktree'
        : parts.some((part) => /^\.git$/i.test(part.normalize('NFKC').replace(/[. ]+$/, '')))
          ? 'it belongs to git'
          : null;
  if (why !== null) throw new PatchRefused(`${path} cannot be changed with apply_patch: ${why}.`);
  return parts;
};

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

interface OpenFolder {
  /** Stands for the folder as long as it is open, whatever happens to its name. */
  readonly path: string;
  readonly close: () => void;
}

const openFolder = (path: string): OpenFolder => {
  if (process.platform !== 'linux') {
    if (!lstatSync(path).isDirectory()) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' });
    return { path, close: () => undefined };
  }
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  return { path: `/proc/self/fd/${descriptor}`, close: () => closeSync(descriptor) };
};

const step = (folder: OpenFolder, name: string, make: boolean): OpenFolder => {
  const path = join(folder.path, name);
  try {
    return openFolder(path);
  } catch (error) {
    if (!make || codeOf(error) !== 'ENOENT') throw error;
    mkdirSync(path);
    return openFolder(path);
  }
};

/** Does something in the folder of a file. Null when the folder is not there; throws PatchProblem for one behind a link. */
const inFolderOf = <T>(root: string, parts: readonly string[], make: boolean, work: (path: string) => T): T | null => {
  // The root itself may be reached through links: it is ours, not the agent's.
  let folder = openFolder(realpathSync(root));
  try {
    for (const name of parts.slice(0, -1)) {
      const next = step(folder, name, make);
      folder.close();
      folder = next;
    }
    return work(join(folder.path, parts.at(-1) ?? ''));
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' && !make) return null;
    if (code === 'ELOOP' || code === 'ENOTDIR')
      throw new PatchRefused(`${parts.join('/')} cannot be changed: a symbolic link or a file stands in its way.`);
    throw error;
  } finally {
    folder.close();
  }
};

export interface FileBefore {
  readonly bytes: Buffer;
  readonly mode: number;
}

/** Null when there is no such file. Throws PatchProblem for what is no plain file. */
export const readInside = (root: string, parts: readonly string[]): FileBefore | null =>
  inFolderOf(root, parts, false, (path) => {
    const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = fstatSync(descriptor);
      if (!stat.isFile()) throw new PatchProblem(`${parts.join('/')} is ${stat.isDirectory() ? 'a folder' : 'no plain file'}.`);
      return { bytes: readFileSync(descriptor), mode: stat.mode & 0o7777 };
    } finally {
      closeSync(descriptor);
    }
  });

const writeWhole = (path: string, { bytes, mode }: FileBefore): void => {
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(descriptor, bytes);
    fchmodSync(descriptor, mode);
  } finally {
    closeSync(descriptor);
  }
};

/** Writes a file whole or not at all: what reads it meanwhile sees the one or the other. Null deletes it. */
export const writeInside = (root: string, parts: readonly string[], file: FileBefore | null): void => {
  inFolderOf(root, parts, file !== null, (path) => {
    if (file === null) return rmSync(path, { force: true });
    const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
    try {
      writeWhole(temporary, file);
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
};
