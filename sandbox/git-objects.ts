/**
 * Brings the objects that a command made from its worktree's private place into the repository. Each one is read, unpacked
 * and hashed first, and written anew: what does not hold what its name says stays out, and what is there already is never
 * replaced.
 */
import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, readdir, rm, unlink, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';

const unpack = promisify(inflate);

const OBJECT_BYTES_MAX = 512 * 1024 * 1024;

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
};

/** The bytes of a plain file; null when it is anything else, a link or a pipe above all. */
export const readPlain = async (path: string, bytesMax: number): Promise<Buffer | null> => {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      return stat.isFile() && stat.size <= bytesMax ? await file.readFile() : null;
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
};

const holdsWhatItSays = async (bytes: Buffer, id: string): Promise<boolean> => {
  try {
    const content = await unpack(bytes, { maxOutputLength: OBJECT_BYTES_MAX });
    return createHash(id.length === 40 ? 'sha1' : 'sha256').update(content).digest('hex') === id;
  } catch {
    return false;
  }
};

/** Puts a file in place whole or not at all, and never over another one. */
const place = async (bytes: Buffer, folder: string, name: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const temporary = `${folder}/tmp_obj_${randomBytes(6).toString('hex')}`;
  await writeFile(temporary, bytes, { flag: 'wx', mode: 0o444 });
  try {
    await link(temporary, `${folder}/${name}`);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await unlink(temporary);
  }
};

export interface MovedObjects {
  readonly moved: number;
  /** Files that only pretend to be objects. */
  readonly refused: readonly string[];
  /** Packs, which only git itself can take apart. */
  readonly packs: readonly string[];
}

/** From `own` (private) to `objects` (the repository's). Both are folders as git lays them out. */
export const moveObjects = async (own: string, objects: string): Promise<MovedObjects> => {
  const refused: string[] = [];
  let moved = 0;
  for (const prefix of (await namesIn(own)).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    for (const name of (await namesIn(`${own}/${prefix}`)).filter((entry) => /^([0-9a-f]{38}|[0-9a-f]{62})$/.test(entry))) {
      const path = `${own}/${prefix}/${name}`;
      const bytes = await readPlain(path, OBJECT_BYTES_MAX);
      if (bytes === null || !(await holdsWhatItSays(bytes, prefix + name))) refused.push(path);
      else {
        await place(bytes, `${objects}/${prefix}`, name);
        moved += 1;
      }
      await rm(path, { recursive: true, force: true });
    }
  }
  const packs = (await namesIn(`${own}/pack`)).filter((name) => /^pack-[0-9a-f]+\.pack$/.test(name)).map((name) => `${own}/pack/${name}`);
  return { moved, refused, packs };
};
