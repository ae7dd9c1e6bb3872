/**
 * A folder of hooks inside the workspace (`core.hooksPath = .husky/_` and the like). Commands may write there, as installing
 * packages does; outside, the user's git finds what it found before.
 */
import { lstatSync, mkdirSync, readdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { configValue } from './git-config.ts';
import { readPlain, readPlainFile } from './read-plain.ts';
import { isBelow } from './paths.ts';
import type { Note } from './report.ts';

const HOOK_BYTES_MAX = 1024 * 1024;

interface Hook {
  readonly bytes: Buffer;
  readonly mode: number;
}

export interface HooksFolder {
  /** Root of the checkout. */
  readonly top: string;
  readonly path: string;
  readonly hooks: ReadonlyMap<string, Hook>;
}

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

const readHooks = (folder: string): ReadonlyMap<string, Hook> => {
  const hooks = new Map<string, Hook>();
  for (const name of namesIn(folder)) {
    const file = readPlainFile(`${folder}/${name}`, HOOK_BYTES_MAX);
    if (file !== null) hooks.set(name, { bytes: file.bytes, mode: file.stat.mode & 0o777 });
  }
  return hooks;
};

/** The folders of hooks that lie in the workspace, as the given configuration files name them, with what is in them. */
export const rememberHooks = (top: string, configs: readonly string[]): readonly HooksFolder[] => {
  const folders = new Set<string>();
  for (const config of configs) {
    const written = configValue(readPlain(config, HOOK_BYTES_MAX)?.toString('utf8') ?? null, 'core.hookspath');
    if (written === null || written.startsWith('~')) continue;
    const path = (written.startsWith('/') ? written : `${top}/${written}`).replace(/\/+$/, '');
    if (isBelow(path, top) && !path.split('/').includes('..')) folders.add(path);
  }
  return [...folders].map((path) => ({ top, path, hooks: readHooks(path) }));
};

const same = (a: Hook | undefined, b: Hook): boolean => a !== undefined && a.mode === b.mode && a.bytes.equals(b.bytes);

/**
 * Takes away whatever on the way from the checkout to the folder is no folder: a link there would have all that follows
 * done to what it leads to.
 */
const clearTheWay = (top: string, path: string): boolean => {
  let at = top;
  for (const name of path.slice(top.length + 1).split('/')) {
    at += `/${name}`;
    const stat = lstatSync(at, { throwIfNoEntry: false });
    if (stat === undefined) return false;
    if (stat.isDirectory()) continue;
    unlinkSync(at);
    return true;
  }
  return false;
};

const restore = ({ top, path, hooks }: HooksFolder): boolean => {
  let changed = clearTheWay(top, path);
  const now = readHooks(path);
  for (const name of namesIn(path)) {
    const before = hooks.get(name);
    if (before !== undefined && same(now.get(name), before)) continue;
    rmSync(`${path}/${name}`, { recursive: true, force: true });
    changed = true;
  }
  for (const [name, hook] of hooks) {
    if (same(now.get(name), hook)) continue;
    mkdirSync(path, { recursive: true });
    writeFileSync(`${path}/${name}`, hook.bytes, { mode: hook.mode, flag: 'wx' });
    changed = true;
  }
  return changed;
};

/** Puts back what was remembered. Throws when it cannot. */
export const restoreHooks = (folders: readonly HooksFolder[]): readonly Note[] =>
  folders.filter(restore).map(({ path }) => ({
    what: `Changes in ${path} were undone`,
    why: 'git runs what lies there, outside of the sandbox too',
    allow: 'Make them yourself if you want them',
  }));
