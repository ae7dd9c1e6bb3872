/**
 * Shadow git folders: what git gets as its folder when it works on ground that an agent writes to. One per repository,
 * in the data folder. It has no hooks, no refs and no objects of its own; its configuration is the user's, reduced
 * to an allow-list of keys that cannot make git start or follow anything.
 *
 * Filters: only Git LFS is let through, as its commands do not depend on the worktree. Paths that want another filter
 * are refused at commit (see stage.ts), because their content would be stored unfiltered.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { nulFields, type Git } from './git.ts';
import { ofRepository } from './ground.ts';
import { isLfsCommand } from './quiet-filters.ts';

export interface Shadows {
  /** Path of the shadow git folder, made or refreshed when needed. */
  readonly of: (commonDir: string) => Promise<string>;
  /** Names of the user's filters that do not run on a thread's ground. */
  readonly filtersLeftOut: (commonDir: string) => Promise<ReadonlySet<string>>;
}

const allowedKeys = new Set([
  'core.autocrlf',
  'core.eol',
  'core.filemode',
  'core.ignorecase',
  'core.precomposeunicode',
  'core.symlinks',
  'core.excludesfile',
  'core.attributesfile',
  'core.longpaths',
  'core.checkstat',
  'core.trustctime',
  'core.protectntfs',
  'core.protecthfs',
  'core.repositoryformatversion',
  'extensions.objectformat',
  'diff.renamelimit',
  'diff.algorithm',
  'merge.renamelimit',
]);

const FRESH_MILLISECONDS = 30_000;

const quoted = (value: string): string =>
  `"${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n').replace(/\t/g, '\\t')}"`;

type Entry = readonly [key: string, value: string];

const entryOf = (field: string): Entry => {
  const end = field.indexOf('\n');
  return end < 0 ? [field, 'true'] : [field.slice(0, end), field.slice(end + 1)];
};

const filterKey = /^filter\.(.+)\.(clean|smudge|process|required)$/s;

/** The reduced configuration as text, and the filters it leaves out. */
export const reduceConfig = (
  entries: readonly Entry[],
  commonDir: string,
): { readonly text: string; readonly leftOut: ReadonlySet<string> } => {
  const lines: string[] = ['[core]', '\tbare = false'];
  const last = new Map(entries);
  for (const [key, value] of last) {
    if (!allowedKeys.has(key)) continue;
    const dot = key.indexOf('.');
    lines.push(`[${key.slice(0, dot)}]`, `\t${key.slice(dot + 1)} = ${quoted(value)}`);
  }
  const leftOut = new Set<string>();
  const commands = [...last].flatMap(([key, value]) => {
    const match = filterKey.exec(key);
    return match === null ? [] : [{ name: match[1] ?? '', key: match[2] ?? '', value }];
  });
  for (const { name, key, value } of commands) if (key !== 'required' && !(name === 'lfs' && isLfsCommand(value))) leftOut.add(name);
  if (commands.some(({ name }) => name === 'lfs') && !leftOut.has('lfs')) {
    lines.push('[filter "lfs"]', ...commands.filter(({ name }) => name === 'lfs').map(({ key, value }) => `\t${key} = ${quoted(value)}`));
    lines.push('[lfs]', `\tstorage = ${quoted(join(commonDir, 'lfs'))}`);
  }
  return { text: `${lines.join('\n')}\n`, leftOut };
};

const copyIfThere = async (from: string, to: string): Promise<void> => {
  const text = await readFile(from).catch(() => null);
  if (text === null) await rm(to, { force: true });
  else await writeFile(to, text);
};

/** Changes whenever one of the files does that say how the shadow should be. Included files are caught by age. */
const markOf = async (commonDir: string): Promise<string> => {
  const xdg = process.env['XDG_CONFIG_HOME'];
  const files = [
    ...['config', 'config.worktree', 'info/exclude', 'info/attributes'].map((name) => join(commonDir, name)),
    join(homedir(), '.gitconfig'),
    join(xdg === undefined || xdg === '' ? join(homedir(), '.config') : xdg, 'git', 'config'),
  ];
  const stats = await Promise.all(files.map((file) => stat(file).catch(() => null)));
  return stats.map((found) => (found === null ? '-' : `${found.mtimeMs}:${found.size}:${found.ino}`)).join(' ');
};

interface Made {
  readonly at: number;
  readonly mark: string;
  readonly path: string;
  readonly leftOut: ReadonlySet<string>;
}

/** `folder` holds the shadows; it must lie where no agent may write. */
export const createShadows = (git: Git, folder: string): Shadows => {
  const made = new Map<string, Promise<Made>>();

  const make = async (commonDir: string, mark: string): Promise<Made> => {
    const listed = await git.run({ ground: ofRepository(commonDir), args: ['config', '--list', '-z', '--includes'] });
    const { text, leftOut } = reduceConfig(nulFields(listed.stdout).map(entryOf), commonDir);
    const path = join(folder, createHash('sha256').update(commonDir).digest('hex').slice(0, 20));
    await Promise.all(['objects', 'refs', 'info'].map((name) => mkdir(join(path, name), { recursive: true, mode: 0o700 })));
    await copyIfThere(join(commonDir, 'info', 'exclude'), join(path, 'info', 'exclude'));
    await copyIfThere(join(commonDir, 'info', 'attributes'), join(path, 'info', 'attributes'));
    await writeFile(join(path, 'HEAD'), 'ref: refs/heads/none\n');
    // Other git processes may read it this moment: replaced in one step.
    const staged = join(path, `config.${randomBytes(6).toString('hex')}`);
    await writeFile(staged, text);
    await rename(staged, join(path, 'config'));
    return { at: Date.now(), mark, path, leftOut };
  };

  const get = async (commonDir: string): Promise<Made> => {
    const mark = await markOf(commonDir);
    const known = made.get(commonDir);
    const value = await known?.catch(() => null);
    if (value?.mark === mark && Math.abs(Date.now() - value.at) < FRESH_MILLISECONDS) return value;
    // Somebody else is at it already.
    if (known !== made.get(commonDir)) return get(commonDir);
    const next = make(commonDir, mark);
    made.set(commonDir, next);
    next.catch(() => made.delete(commonDir));
    return next;
  };

  return {
    of: async (commonDir) => (await get(commonDir)).path,
    filtersLeftOut: async (commonDir) => (await get(commonDir)).leftOut,
  };
};
