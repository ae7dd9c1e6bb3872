/** Subfolders of a folder, for choosing one where there is no dialog of the system. */
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { failure } from '#contract/failure.ts';
import type { Folder } from '#contract/projects.ts';
import type { z } from '#contract/zod.ts';

type FolderValue = z.output<typeof Folder>;

/** More are left out: nobody picks from a longer list. */
const ENTRIES_MAX = 1_000;

const isRepository = (path: string): Promise<boolean> =>
  stat(join(path, '.git')).then(
    () => true,
    () => false,
  );

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

const namesIn = async (path: string): Promise<readonly string[]> => {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    const folders = await Promise.all(
      entries.map(async (entry) =>
        entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(join(path, entry.name)))) ? [entry.name] : [],
      ),
    );
    return folders.flat();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') throw failure('not-found', `There is no folder ${path}.`);
    if (code === 'EACCES' || code === 'EPERM') throw failure('denied', `The folder ${path} may not be read.`);
    throw error;
  }
};

/** An empty path is the home folder; `~` at the beginning stands for it. */
export const listFolder = async (path: string, hidden: boolean): Promise<FolderValue> => {
  const asked = path.trim();
  const folder = asked === '' ? homedir() : resolve(asked.replace(/^~(?=$|[\\/])/, homedir()));
  const names = (await namesIn(folder)).filter((name) => hidden || !name.startsWith('.')).toSorted((a, b) => a.localeCompare(b));
  const entries = await Promise.all(
    names
      .slice(0, ENTRIES_MAX)
      .map(async (name) => ({ name, path: join(folder, name), isRepository: await isRepository(join(folder, name)) })),
  );
  const parent = dirname(folder);
  return { path: folder, parent: parent === folder ? null : parent, isRepository: await isRepository(folder), entries };
};
