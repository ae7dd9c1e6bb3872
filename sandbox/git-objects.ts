/**
 * Brings the objects that a command made from its worktree's private place into the repository. Each one is read, unpacked
 * and hashed first, and written anew: what does not hold what its name says stays out, and what is there already is never
 * replaced.
 */
import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, readdir, unlink, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { readPlain } from './read-plain.ts';

const unpack = promisify(inflate);

const OBJECT_BYTES_MAX = 512 * 1024 * 1024;

/**
 * Does something with a folder that may be swapped for a link meanwhile: the path it gets stays the folder that was opened.
 * Null when it is no folder.
 */
const inFolder = async <T>(path: string, work: (stable: string) => Promise<T>): Promise<T | null> => {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW).catch(() => null);
  if (handle === null) return null;
  try {
    return await work(`/proc/self/fd/${handle.fd}`);
  } finally {
    await handle.close();
  }
};

const holdsWhatItSays = async (bytes: Buffer, id: string): Promise<boolean> => {
  try {
    const content = await unpack(bytes, { maxOutputLength: OBJECT_BYTES_MAX });
    return (
      createHash(id.length === 40 ? 'sha1' : 'sha256')
        .update(content)
        .digest('hex') === id
    );
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
  /** Names of files that only pretend to be objects. */
  readonly refused: readonly string[];
  /** Packs, which only git itself can take apart. */
  readonly packs: readonly string[];
}

const moveFolder = (from: string, prefix: string, objects: string): Promise<Omit<MovedObjects, 'packs'> | null> =>
  inFolder(`${from}/${prefix}`, async (folder) => {
    const refused: string[] = [];
    const names = (await readdir(folder)).filter((name) => /^([0-9a-f]{38}|[0-9a-f]{62})$/.test(name));
    for (const name of names) {
      const bytes = readPlain(`${folder}/${name}`, OBJECT_BYTES_MAX);
      if (bytes === null || !(await holdsWhatItSays(bytes, prefix + name))) refused.push(prefix + name);
      else await place(bytes, `${objects}/${prefix}`, name);
      await unlink(`${folder}/${name}`).catch(() => undefined);
    }
    return { moved: names.length - refused.length, refused };
  });

/** From `own` (private) to `objects` (the repository's). Both are folders as git lays them out. */
export const moveObjects = async (own: string, objects: string): Promise<MovedObjects> => {
  const result = await inFolder(own, async (folder) => {
    const parts: Omit<MovedObjects, 'packs'>[] = [];
    for (const prefix of (await readdir(folder)).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
      parts.push((await moveFolder(folder, prefix, objects)) ?? { moved: 0, refused: [prefix] });
    }
    const packs = (await inFolder(`${folder}/pack`, (packFolder) => readdir(packFolder))) ?? [];
    return {
      moved: parts.reduce((sum, part) => sum + part.moved, 0),
      refused: parts.flatMap((part) => part.refused),
      packs: packs.filter((name) => /^pack-[0-9a-f]+\.pack$/.test(name)).map((name) => `${own}/pack/${name}`),
    };
  });
  return result ?? { moved: 0, refused: [], packs: [] };
};
