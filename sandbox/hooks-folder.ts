/**
 * A folder of hooks inside the workspace (`core.hooksPath = .husky/_` and the like). Commands may write there, as installing
 * packages does; outside, the user's git finds what it found before.
 */
import { lstat, mkdir, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { configValue } from './git-config.ts';
import { readPlain } from './git-objects.ts';
import { isBelow } from './paths.ts';
import type { Note } from './report.ts';

const HOOK_BYTES_MAX = 1024 * 1024;

interface Hook {
  readonly bytes: Buffer;
  readonly mode: number;
}

export interface HooksFolder {
  readonly path: string;
  readonly hooks: ReadonlyMap<string, Hook>;
}

const readHooks = async (folder: string): Promise<ReadonlyMap<string, Hook>> => {
  const hooks = new Map<string, Hook>();
  for (const name of await readdir(folder).catch(() => [])) {
    const bytes = await readPlain(`${folder}/${name}`, HOOK_BYTES_MAX);
    if (bytes !== null) hooks.set(name, { bytes, mode: (await stat(`${folder}/${name}`)).mode & 0o777 });
  }
  return hooks;
};

/** The folders of hooks that lie in the workspace, as the given configuration files name them, with what is in them. */
export const rememberHooks = async (top: string, configs: readonly string[]): Promise<readonly HooksFolder[]> => {
  const folders = new Set<string>();
  for (const config of configs) {
    const written = configValue((await readPlain(config, HOOK_BYTES_MAX))?.toString('utf8') ?? null, 'core.hookspath');
    if (written === null || written.startsWith('~')) continue;
    const path = (written.startsWith('/') ? written : `${top}/${written}`).replace(/\/+$/, '');
    if (isBelow(path, top) && !path.split('/').includes('..')) folders.add(path);
  }
  return Promise.all([...folders].map(async (path) => ({ path, hooks: await readHooks(path) })));
};

const same = (a: Hook | undefined, b: Hook): boolean => a !== undefined && a.mode === b.mode && a.bytes.equals(b.bytes);

const restore = async ({ path, hooks }: HooksFolder): Promise<boolean> => {
  let changed = false;
  if ((await lstat(path).catch(() => null)) !== null && (await realpath(path).catch(() => null)) !== path) {
    await rm(path, { recursive: true, force: true });
    changed = true;
  }
  const now = await readHooks(path);
  for (const name of await readdir(path).catch(() => [])) {
    const before = hooks.get(name);
    const after = now.get(name);
    if (before !== undefined && after !== undefined && same(after, before)) continue;
    await rm(`${path}/${name}`, { recursive: true, force: true });
    changed = true;
  }
  for (const [name, hook] of hooks) {
    const kept = now.get(name);
    if (kept !== undefined && same(kept, hook)) continue;
    await mkdir(path, { recursive: true });
    await writeFile(`${path}/${name}`, hook.bytes, { mode: hook.mode, flag: 'wx' });
    changed = true;
  }
  return changed;
};

/** Puts back what was remembered. */
export const restoreHooks = async (folders: readonly HooksFolder[]): Promise<readonly Note[]> => {
  const notes: Note[] = [];
  for (const folder of folders) {
    if (!(await restore(folder).catch(() => true))) continue;
    const why = 'git runs what lies there, outside of the sandbox too';
    notes.push({ what: `Changes in ${folder.path} were undone`, why, allow: 'Make them yourself if you want them' });
  }
  return notes;
};
