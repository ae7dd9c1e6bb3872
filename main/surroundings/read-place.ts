/** Reading what agents are configured with. Bounded; a link of the worktree never leads out of it; nothing here throws. */
import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { readInside } from '#main/base/read-inside.ts';

/** The folders that a path of `places.ts` may lie in. */
export interface Roots {
  /** The worktree or checkout. */
  readonly root: string;
  readonly home: string;
}

export interface PlacedPath {
  readonly base: string;
  /** Relative to `base`. */
  readonly inner: string;
  readonly scope: 'project' | 'user';
}

export const placed = ({ root, home }: Roots, path: string): PlacedPath =>
  path.startsWith('~/')
    ? { base: home, inner: join(...path.slice(2).split('/')), scope: 'user' }
    : { base: root, inner: join(...path.split('/')), scope: 'project' };

export const absolute = ({ base, inner }: PlacedPath): string => join(base, inner);

const TEXT_MAX_BYTES = 262_144;

/** Null when it is not there or not to be read. The user's own links at home may lead anywhere. */
export const textAt = async ({ base, inner, scope }: PlacedPath, bytesMax = TEXT_MAX_BYTES): Promise<string | null> => {
  const found = scope === 'project' ? await readInside(base, inner, bytesMax) : await readInside(sep, join(base, inner).slice(1), bytesMax);
  return found === null || found === 'outside' ? null : found.text;
};

const ENTRIES_MAX = 300;

export const namesIn = async (folder: string): Promise<readonly string[]> => {
  const names = await readdir(folder).catch((): string[] => []);
  return names.toSorted().slice(0, ENTRIES_MAX);
};

export const jsonAt = async (path: PlacedPath): Promise<Readonly<Record<string, unknown>> | null> => {
  const text = await textAt(path);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
};

const FOLDERS_MAX = 3_000;
const DEPTH_MAX = 8;
const passedOver = new Set(['node_modules', 'vendor', 'target', 'dist', 'out', 'build', 'venv', '__pycache__']);

/** Files of these names below a folder, the outermost first. Hidden folders, and those that hold what was fetched or built, are passed over. */
export const filesNamed = async (root: string, names: readonly string[]): Promise<readonly string[]> => {
  const found: string[] = [];
  let level: readonly string[] = [root];
  let looked = 0;
  for (let depth = 0; depth <= DEPTH_MAX && level.length > 0 && looked < FOLDERS_MAX; depth += 1) {
    const now = level.slice(0, FOLDERS_MAX - looked);
    looked += now.length;
    const lists = await Promise.all(now.map((folder) => readdir(folder, { withFileTypes: true }).catch(() => [])));
    level = lists.flatMap((entries, index) => {
      const folder = now[index] ?? root;
      for (const name of names) if (entries.some((entry) => entry.name === name && !entry.isDirectory())) found.push(join(folder, name));
      return entries
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !passedOver.has(entry.name))
        .map((entry) => join(folder, entry.name));
    });
  }
  return found;
};
