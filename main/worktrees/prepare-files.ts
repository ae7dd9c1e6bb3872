/** Copies ignored files such as `.env` into a new worktree, and clones folders such as `node_modules`. */
import { constants } from 'node:fs';
import { copyFile, cp, lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, matchesGlob, relative, sep } from 'node:path';
import { run } from '#main/base/run-command.ts';
import { nulFields, type Git } from '#main/git/git.ts';
import type { ThreadGround } from '#main/git/thread-ground.ts';

export interface PrepareFiles {
  readonly git: Git;
  /** The project's own checkout. */
  readonly from: ThreadGround;
  readonly to: string;
  readonly copy: readonly string[];
  readonly seed: readonly string[];
  readonly seedByCopy: boolean;
  readonly signal: AbortSignal;
}

const COPIED_MAX_ENTRIES = 2_000;

/** As in a `.gitignore`: a pattern without a slash matches a name at any depth, with one it starts at the top. */
export const matchesPattern = (path: string, pattern: string): boolean => {
  const clean = pattern.replace(/^\.?\//, '').replace(/\/$/, '');
  const plain = path.replace(/\/$/, '');
  if (clean === '') return false;
  const anchored = clean.includes('/') || /^\.?\//.test(pattern);
  if (!anchored) return matchesGlob(plain.slice(plain.lastIndexOf('/') + 1), clean);
  // All below a folder includes the folder, which may stand for its whole content.
  return matchesGlob(plain, clean) || matchesGlob(plain, clean.replace(/\/\*\*$/, ''));
};

/** Ignored paths, folders that are ignored whole as one entry with a slash, then those below a folder that a pattern leads into. */
const listIgnored = async (request: PrepareFiles): Promise<readonly string[]> => {
  const { git, from, copy, signal } = request;
  const list = async (...args: readonly string[]): Promise<readonly string[]> =>
    nulFields(
      (await git.run({ ground: from.ground, args: ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', ...args], signal }))
        .stdout,
    );
  const top = await list('--directory');
  const inside = top.filter((path) => path.endsWith('/') && copy.some((pattern) => pattern.replace(/^\.?\//, '').startsWith(path)));
  return inside.length === 0 ? top : [...top, ...(await list('--', ...inside.map((path) => path.slice(0, -1))))];
};

/** A commit may hold a symbolic link where a folder is expected: nothing is written through it. */
const isPlainBelow = async (root: string, path: string): Promise<boolean> => {
  let at = root;
  for (const part of dirname(path)
    .split('/')
    .filter((name) => name !== '' && name !== '.')) {
    at = join(at, part);
    const stat = await lstat(at).catch(() => null);
    if (stat !== null && !stat.isDirectory()) return false;
  }
  return true;
};

const isInside = (root: string, path: string): boolean => {
  const way = relative(root, join(root, path));
  return way !== '' && !way.startsWith('..') && !way.startsWith(sep);
};

const copyOne = async (request: PrepareFiles, path: string): Promise<void> => {
  const from = join(request.from.workTree, path);
  const to = join(request.to, path);
  if (!isInside(request.to, path) || !(await isPlainBelow(request.to, path))) return;
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, {
    recursive: true,
    force: false,
    errorOnExist: false,
    verbatimSymlinks: true,
    preserveTimestamps: true,
    mode: constants.COPYFILE_FICLONE,
  });
};

const copyIgnored = async (request: PrepareFiles): Promise<readonly string[]> => {
  if (request.copy.length === 0) return [];
  const wanted = (await listIgnored(request)).filter((path) => request.copy.some((pattern) => matchesPattern(path, pattern)));
  const failed: string[] = [];
  for (const path of wanted.slice(0, COPIED_MAX_ENTRIES)) {
    request.signal.throwIfAborted();
    await copyOne(request, path.replace(/\/$/, '')).catch(() => failed.push(path));
  }
  const notes =
    failed.length === 0
      ? []
      : [`Not copied: ${failed.slice(0, 5).join(', ')}${failed.length > 5 ? ` and ${failed.length - 5} more` : ''}.`];
  return wanted.length > COPIED_MAX_ENTRIES
    ? [...notes, `Only the first ${COPIED_MAX_ENTRIES} of ${wanted.length} ignored files were copied.`]
    : notes;
};

/** Whether the disk can share blocks between the two folders: tried with a file of a few bytes. */
const canShareBlocks = async (fromFolder: string, toFolder: string): Promise<boolean> => {
  const name = `.switchyard-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const [source, target] = [join(fromFolder, name), join(toFolder, name)];
  try {
    await writeFile(source, 'x');
    await copyFile(source, target, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    return false;
  } finally {
    await Promise.all([rm(source, { force: true }), rm(target, { force: true })]);
  }
};

const copyArguments = (shared: boolean): readonly string[] =>
  process.platform === 'darwin' ? (shared ? ['-cRp'] : ['-Rp']) : shared ? ['-a', '--reflink=always'] : ['-a', '--reflink=auto'];

const seedOne = async (request: PrepareFiles, folder: string): Promise<string | null> => {
  const path = folder.replace(/^\.?\/+|\/+$/g, '');
  const [from, to] = [join(request.from.workTree, path), join(request.to, path)];
  if (!isInside(request.to, path) || !(await isPlainBelow(request.to, path)))
    return `${folder} was not seeded: it does not lie inside the worktree.`;
  if (!((await lstat(from).catch(() => null))?.isDirectory() ?? false) || (await lstat(to).catch(() => null)) !== null) return null;
  await mkdir(dirname(to), { recursive: true });
  const shared = await canShareBlocks(from, dirname(to));
  if (!shared && !request.seedByCopy)
    return `${folder} was not seeded: this disk cannot share blocks, and copying it in full is off for this project.`;
  try {
    await run(
      { file: 'cp', args: [...copyArguments(shared), '--', from, to], cwd: request.to, environment: process.env },
      { signal: request.signal },
    );
    return null;
  } catch (error) {
    if (request.signal.aborted) throw error;
    await rm(to, { recursive: true, force: true });
    return `${folder} could not be copied; the setup command has to make it.`;
  }
};

/** Gives sentences about what was left out. Never fails for a single file; throws only when aborted. */
export const prepareFiles = async (request: PrepareFiles): Promise<readonly string[]> => {
  const notes = [...(await copyIgnored(request))];
  for (const folder of request.seed) {
    request.signal.throwIfAborted();
    const note = await seedOne(request, folder);
    if (note !== null) notes.push(note);
  }
  return notes;
};
