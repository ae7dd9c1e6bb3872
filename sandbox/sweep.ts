/**
 * What mounts alone cannot do for git: before a command the state is noted, after it the new objects move to the repository,
 * links that would lead the user's next git command elsewhere go, and planted repositories are taken out of force.
 */
import { lstatSync, readdirSync, unlinkSync, type Dirent } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { readPlain } from './read-plain.ts';
import { ownFolder, standIn } from './git-rules.ts';
import type { LinkedWorktree } from './git-layout.ts';
import { rememberHooks, restoreHooks, type HooksFolder } from './hooks-folder.ts';
import { gitlinksIn } from './git-links.ts';
import { COARSE_MS, findNestedDangers, quarantineNew, type NestedDangers, type ScanMemory, type Searched } from './nested-repositories.ts';
import type { Note } from './report.ts';
import type { BubblewrapPlan } from './wrap.ts';

/** What there was before a command. */
export interface Before {
  readonly nested: ReadonlyMap<string, NestedDangers>;
  readonly hooks: readonly HooksFolder[];
}

/** Unpacks a pack into a repository. Given by the launcher, as only that may start programs. */
export type UnpackObjects = (pack: string, common: string) => Promise<boolean>;

type Watched = Pick<BubblewrapPlan, 'git' | 'branches' | 'writableRoots' | 'gitConfigs'>;

/** What the commands of a thread need not find out anew each time. Kept by a core; made new for a single command. */
export interface ThreadMemory {
  readonly scans: Map<string, ScanMemory>;
  /** What a launcher that was killed had left behind is dealt with. */
  isSettled: boolean;
  /** Of the worktree's index, as it was found. */
  index: { readonly stamp: string; readonly links: readonly string[] } | null;
}

export const newMemory = (): ThreadMemory => ({ scans: new Map(), isSettled: false, index: null });

const scanOf = (memory: ThreadMemory, root: string): ScanMemory => {
  const known = memory.scans.get(root) ?? new Map();
  memory.scans.set(root, known);
  return known;
};

/** What an index names, read anew when it is another one. Nobody inside can set when a file last changed. */
const linksOf = (index: string, memory: ThreadMemory): readonly string[] => {
  const stat = lstatSync(index, { throwIfNoEntry: false });
  const stamp = `${stat?.ino} ${stat?.ctimeMs} ${stat?.size}`;
  if (memory.index?.stamp === stamp) return memory.index.links;
  const links = gitlinksIn(index);
  // A change this close may be followed by one that the clock does not tell from it.
  memory.index = stat !== undefined && Date.now() - stat.ctimeMs > COARSE_MS ? { stamp, links } : null;
  return links;
};

const searched = ({ git }: Watched, root: string, memory: ThreadMemory): Searched =>
  git.kind === 'worktree'
    ? { root, modules: `${git.admin}/modules`, links: linksOf(`${git.admin}/index`, memory).map((link) => `${git.top}/${link}`) }
    : { root, modules: null, links: [] };

/** Call when everything is prepared and before the command starts. Reads only. */
export const lookBefore = async (plan: Watched, memory: ThreadMemory): Promise<Before> => {
  const nested = await Promise.all(
    plan.writableRoots.map(async (root) => [root, await findNestedDangers(searched(plan, root, memory), scanOf(memory, root))] as const),
  );
  const own = plan.git.kind === 'worktree' ? [`${plan.git.common}/config`, `${plan.git.admin}/config.worktree`] : [];
  const hooks =
    plan.git.kind === 'worktree' && plan.writableRoots.length > 0 ? rememberHooks(plan.git.top, [...own, ...plan.gitConfigs]) : [];
  return { nested: new Map(nested), hooks };
};

const entriesOf = (folder: string): readonly Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
};

/** At once, as there is little in these folders. */
const removeLinks = (folder: string, except: string | null): readonly string[] => {
  const removed: string[] = [];
  for (const entry of entriesOf(folder)) {
    const path = `${folder}/${entry.name}`;
    if (path === except) continue;
    if (entry.isDirectory()) removed.push(...removeLinks(path, null));
    else if (!entry.isFile()) {
      unlinkSync(path);
      removed.push(path);
    }
  }
  return removed;
};

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** Most commands make no objects. What is hidden behind a link is not brought home either way. */
const isEmptyStore = (objects: string): boolean =>
  namesIn(objects).every((name) => name === 'info' || name === 'pack') && namesIn(`${objects}/pack`).length === 0;

const settleObjects = async (worktree: LinkedWorktree, unpack: UnpackObjects): Promise<readonly Note[]> => {
  const own = `${standIn(worktree)}/objects`;
  if (isEmptyStore(own)) return [];
  // Hashing and unpacking take long to load, and most commands need neither.
  const { moveObjects } = await import('./git-objects.ts');
  const { refused, packs } = await moveObjects(own, `${worktree.common}/objects`);
  const failed = [...refused];
  for (const pack of packs) {
    // The launcher opens it without following links.
    if (!(await unpack(pack, worktree.common))) failed.push(pack);
    for (const ending of ['pack', 'idx', 'rev', 'bitmap', 'mtimes'])
      await rm(pack.replace(/pack$/, ending), { force: true, recursive: true });
  }
  const why = 'their content is not what their names say';
  return failed.length === 0 ? [] : [{ what: `${failed.length} git objects made by the command were thrown away`, why, allow: null }];
};

const REFS_BYTES_MAX = 64 * 1024 * 1024;

const packedRefs = (path: string): ReadonlyMap<string, string> => {
  const text = readPlain(path, REFS_BYTES_MAX)?.toString('latin1') ?? '';
  return new Map([...text.matchAll(/^([0-9a-f]{40}|[0-9a-f]{64}) (refs\/[^\s~^:?*[\\]+)$/gm)].map(([, id = '', name = '']) => [name, id]));
};

/**
 * Packing references inside takes the loose ones of the worktree's own branches away and notes them in the stand-in, which
 * nobody outside reads: they are written out again.
 */
const settlePackedBranches = async (worktree: LinkedWorktree, branches: string): Promise<void> => {
  const inside = packedRefs(`${standIn(worktree)}/packed-refs`);
  const mine = [...inside].filter(([name]) => name.startsWith(`${branches}/`) && !/(^|\/)\.|\.\.|\.lock$|\/$/.test(name));
  if (mine.length === 0) return;
  const outside = packedRefs(`${worktree.common}/packed-refs`);
  for (const [name, id] of mine) {
    if (outside.get(name) === id) continue;
    const path = `${worktree.common}/${name}`;
    await mkdir(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    // One that is there is newer than the packed one.
    await writeFile(path, `${id}\n`, { flag: 'wx' }).catch(() => undefined);
  }
};

/** Brings the objects of a worktree home; also what a launcher that was killed left behind. */
export const settleGit = async (plan: Watched, unpack: UnpackObjects): Promise<readonly Note[]> => {
  const { git, branches } = plan;
  if (git.kind !== 'worktree' || plan.writableRoots.length === 0) return [];
  const folders = branches === null ? [] : [`${git.common}/${branches}`, `${git.common}/logs/${branches}`];
  const removed = [...removeLinks(git.admin, ownFolder(git))];
  for (const folder of folders) removed.push(...removeLinks(folder, null));
  const why = 'git would have written through them outside of the sandbox';
  const links: Note[] =
    removed.length === 0 ? [] : [{ what: `Links in git's own folder were removed (${removed.join(', ')})`, why, allow: null }];
  const objects = await settleObjects(git, unpack);
  if (branches !== null) await settlePackedBranches(git, branches);
  return [...links, ...objects];
};

/** Call when every process of the command has ended. Says what it had to undo. */
export const sweep = async (plan: Watched, before: Before, unpack: UnpackObjects, memory: ThreadMemory): Promise<readonly Note[]> => {
  const notes = [...(await settleGit(plan, unpack))];
  for (const [root, nested] of before.nested)
    notes.push(...(await quarantineNew(searched(plan, root, memory), nested, scanOf(memory, root))));
  return [...notes, ...restoreHooks(before.hooks)];
};
