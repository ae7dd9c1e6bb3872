/**
 * Repositories inside a workspace, and what in them makes git run something. A command can make a folder look like one; the
 * next `git status` of the user, or of a prompt or editor on his behalf, would obey it. What a command added is taken out
 * of force afterwards; what was there before is left alone.
 */
import { lstatSync, readdirSync, realpathSync, type Dirent, type Stats } from 'node:fs';
import { chmod, readdir, rename, writeFile } from 'node:fs/promises';
import { dangerousKeys } from './git-config.ts';
import { readPlain } from './read-plain.ts';
import { gitlinksIn } from './git-links.ts';
import { isBelow } from './paths.ts';
import type { Note } from './report.ts';

const DEPTH_MAX = 40;
const CONFIG_BYTES_MAX = 1024 * 1024;
const ABREAST = 32;
const FOLDERS_MAX = 100_000;

interface Danger {
  readonly path: string;
  /** Changes when the content does. */
  readonly mark: string;
  readonly why: string;
}

/** Every dangerous file by its path: of the workspace before a command, to compare with afterwards. */
export type NestedDangers = ReadonlyMap<string, Danger>;

const statOf = (path: string): Stats | null => lstatSync(path, { throwIfNoEntry: false }) ?? null;

const realOf = (path: string): string | null => {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
};

const entriesOf = (folder: string): readonly Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
};

/** In a small workspace reading at once is quickest; a big one must not hold up everything else. */
const AT_ONCE = 200;

const entriesGently = async (folder: string, visited: number): Promise<readonly Dirent[]> =>
  visited < AT_ONCE ? entriesOf(folder) : readdir(folder, { withFileTypes: true }).catch(() => []);

/** Of a plain file its content; of anything else when it last changed, which nobody inside can set. */
const markOf = (path: string): string => {
  const bytes = readPlain(path, CONFIG_BYTES_MAX);
  const stat = bytes === null ? statOf(path) : null;
  return bytes === null ? `${stat?.ino} ${stat?.ctimeMs}` : bytes.toString('latin1');
};

const looksLikeRepository = (names: ReadonlySet<string>): boolean => names.has('HEAD') && names.has('objects') && names.has('refs');

/** Where a folder's `.git` leads that is no folder itself; null when it leads nowhere now. */
const pointedTo = (folder: string, entry: Dirent): string | null => {
  const text = readPlain(`${folder}/.git`, CONFIG_BYTES_MAX)?.toString('utf8') ?? '';
  const written = entry.isSymbolicLink() ? '.git' : /^gitdir: (.+?)\n?$/.exec(text)?.[1];
  return written === undefined ? null : realOf(written.startsWith('/') ? written : `${folder}/${written}`);
};

interface Found {
  /** Folders that hold a repository's own files. */
  readonly repositories: readonly string[];
  readonly dangers: readonly Danger[];
  /** Folders that the repository here names as repositories of their own. */
  readonly links: readonly string[];
}

/** What one folder of the workspace has of git's. */
const findGit = (folder: string, entries: readonly Dirent[], { root, modules }: Searched): Found => {
  const repositories: string[] = [];
  const dangers: Danger[] = [];
  const entry = entries.find(({ name }) => name === '.git');
  const target = entry === undefined ? null : entry.isDirectory() ? `${folder}/.git` : pointedTo(folder, entry);
  const path = `${folder}/.git`;
  if (target !== null && (isBelow(target, root) || (modules !== null && isBelow(target, modules)))) repositories.push(target);
  // Commands can write in places whose name on the host they can find out: their temporary folder, git's folder of the worktree.
  else if (target !== null) dangers.push({ path, mark: markOf(path), why: 'it leads to a repository elsewhere' });
  if (looksLikeRepository(new Set(entries.map(({ name }) => name)))) repositories.push(folder);
  const links = repositories.flatMap((repository) => gitlinksIn(`${repository}/index`).map((link) => `${folder}/${link}`));
  return { repositories, dangers, links };
};

const examineConfig = (path: string): readonly Danger[] => {
  const stat = statOf(path);
  if (stat === null) return [];
  const bytes = stat.isFile() ? readPlain(path, CONFIG_BYTES_MAX) : null;
  const keys = bytes === null ? ['?'] : dangerousKeys(bytes.toString('utf8'));
  return keys.length === 0 ? [] : [{ path, mark: markOf(path), why: `it sets ${keys.join(', ')}` }];
};

const examineHooks = (folder: string): readonly Danger[] => {
  const stat = statOf(folder);
  if (stat?.isSymbolicLink()) return [{ path: folder, mark: markOf(folder), why: 'its hooks are a symbolic link' }];
  const hooks = entriesOf(folder).filter(({ name }) => !/\.(sample|quarantined)$/.test(name));
  return hooks.map(({ name }) => ({
    path: `${folder}/${name}`,
    mark: markOf(`${folder}/${name}`),
    why: 'it is a hook',
  }));
};

const examineCommonFolder = (folder: string, root: string): readonly Danger[] => {
  const path = `${folder}/commondir`;
  if (statOf(path) === null) return [];
  const written = readPlain(path, CONFIG_BYTES_MAX)?.toString('utf8').trim() ?? '';
  const target = realOf(written.startsWith('/') ? written : `${folder}/${written}`);
  // A worktree of a nested repository points to that one, which is examined by itself.
  if (target !== null && isBelow(target, root) && folder === `${target}/worktrees/${folder.split('/').at(-1)}`) return [];
  return [{ path, mark: markOf(path), why: 'it makes another folder the repository' }];
};

const examine = (folder: string, root: string): readonly Danger[] => {
  const inner = ['modules', 'worktrees'].map((name) => entriesOf(`${folder}/${name}`));
  const below = inner.flatMap((entries, index) =>
    entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${folder}/${index === 0 ? 'modules' : 'worktrees'}/${name}`),
  );
  const own = [
    ...examineConfig(`${folder}/config`),
    ...examineConfig(`${folder}/config.worktree`),
    ...examineHooks(`${folder}/hooks`),
    ...examineCommonFolder(folder, root),
  ];
  return [...own, ...below.flatMap((path) => examine(path, root))];
};

/** A folder as it was found: while it is the same, so are the names in it. */
interface SeenFolder {
  readonly inode: number;
  /** Of the last change to its names, which nobody inside can set. */
  readonly changedMs: number;
  readonly seenMs: number;
  readonly below: readonly string[];
  /** Nothing of git's is in it. */
  readonly isPlain: boolean;
}

/** What looking through a workspace again can leave out. Kept by who looks often; empty in the beginning. */
export type ScanMemory = Map<string, SeenFolder>;

/** A change this close to the look may have been missed: clocks of filesystems are coarse. */
export const COARSE_MS = 2_000;

const stillKnown = (seen: SeenFolder | undefined, folder: string): SeenFolder | null => {
  if (seen === undefined || !seen.isPlain || seen.changedMs + COARSE_MS > seen.seenMs) return null;
  const stat = statOf(folder);
  return stat?.isDirectory() === true && stat.ino === seen.inode && stat.ctimeMs === seen.changedMs ? seen : null;
};

const readFolder = async (folder: string, visited: number): Promise<readonly [SeenFolder, readonly Dirent[]]> => {
  const [seenMs, stat] = [Date.now(), statOf(folder)];
  const entries = await entriesGently(folder, visited);
  const below = entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git')
    .map(({ name }) => `${folder}/${name}`);
  const names = new Set(entries.map(({ name }) => name));
  const isPlain = stat !== null && !names.has('.git') && !looksLikeRepository(names);
  return [{ inode: stat?.ino ?? 0, changedMs: stat?.ctimeMs ?? Infinity, seenMs, below, isPlain }, entries];
};

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Without a symbolic link on the way: what one leads to is none of ours. */
const isReal = (path: string, root: string): boolean => isBelow(path, root) && realOf(path) === path;

export interface Searched {
  readonly root: string;
  /** Where git puts the repositories of the worktree's submodules; null where there is no such place. */
  readonly modules: string | null;
  /** Folders that the index of the worktree names as repositories: git looks into them wherever they are. */
  readonly links: readonly string[];
}

/** Looks through a workspace, breadth first; into installed packages only where a repository names them. */
export const findNestedDangers = async (searched: Searched, memory: ScanMemory = new Map()): Promise<NestedDangers> => {
  const { root } = searched;
  const dangers = new Map<string, Danger>();
  const now: ScanMemory = new Map();
  let level: readonly string[] = [root, ...searched.links.filter((link) => isReal(link, root))];
  let visited = 0;
  const visit = async (folder: string): Promise<readonly string[]> => {
    const known = stillKnown(memory.get(folder), folder);
    if (known !== null) {
      now.set(folder, known);
      return known.below;
    }
    const [seen, entries] = await readFolder(folder, visited);
    now.set(folder, seen);
    const found = findGit(folder, entries, searched);
    for (const danger of [...found.dangers, ...found.repositories.flatMap((git) => examine(git, root))]) dangers.set(danger.path, danger);
    return [...seen.below, ...found.links.filter((link) => isReal(link, root))];
  };
  for (let depth = 0; depth <= DEPTH_MAX && level.length > 0 && visited < FOLDERS_MAX; depth++) {
    const next: string[] = [];
    for (let at = 0; at < level.length && visited < FOLDERS_MAX; at += ABREAST) {
      const batch = level.slice(at, at + ABREAST);
      visited += batch.length;
      next.push(...(await Promise.all(batch.map(visit))).flat());
      if (at % (ABREAST * 64) === ABREAST) await breathe();
    }
    level = next;
  }
  memory.clear();
  for (const [folder, seen] of now) memory.set(folder, seen);
  return dangers;
};

const takeOutOfForce = async (path: string): Promise<void> => {
  await rename(path, `${path}.quarantined`);
  const isConfig = path.endsWith('/config');
  if (isConfig) await writeFile(path, '[core]\n\trepositoryformatversion = 0\n', { flag: 'wx' });
  // Through a link this would reach what it leads to.
  else if (statOf(`${path}.quarantined`)?.isFile() === true) await chmod(`${path}.quarantined`, 0o600).catch(() => undefined);
};

/** Takes what a command added or changed out of force, and says so. */
export const quarantineNew = async (searched: Searched, before: NestedDangers, memory?: ScanMemory): Promise<readonly Note[]> => {
  const notes: Note[] = [];
  for (const danger of (await findNestedDangers(searched, memory)).values()) {
    if (before.get(danger.path)?.mark === danger.mark) continue;
    await takeOutOfForce(danger.path).catch(() => undefined);
    const what = `${danger.path} was moved to ${danger.path}.quarantined`;
    notes.push({
      what,
      why: `the command put it there, ${danger.why}, and git would obey it outside of the sandbox`,
      allow: 'Move it back if you trust it',
    });
  }
  return notes;
};
