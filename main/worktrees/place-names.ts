/** Names of branches and folders by template: expanded, made valid, made unique. */
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { failure } from '#contract/failure.ts';
import { slug } from './slug.ts';

export interface NameFields {
  readonly title: string;
  readonly thread: string;
  readonly agent: string;
  readonly project: string;
  readonly date: Date;
}

/** Branches of threads live below a directory, apart from the user's own. */
const OUR_DIRECTORY = 'switchyard';
const TRIES = 1_000;

const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the system's list, as in some containers.
    return 'user';
  }
};

const day = (date: Date): string => {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

const valueOf = (name: string, fields: NameFields): string | null => {
  switch (name) {
    case 'user':
      return slug(userName(), 'user');
    case 'title':
      return slug(fields.title);
    case 'thread':
      return fields.thread.slice(-6);
    case 'agent':
      return slug(fields.agent, 'agent');
    case 'project':
      return slug(fields.project, 'project');
    case 'date':
      return day(fields.date);
    default:
      return null;
  }
};

/** Throws `invalid` for a placeholder nobody knows. */
export const expandTemplate = (template: string, fields: NameFields): string =>
  template.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
    const value = valueOf(name, fields);
    if (value !== null) return value;
    throw failure(
      'invalid',
      `The template “${template}” has an unknown placeholder ${whole}.`,
      'Known are {user}, {title}, {thread}, {agent}, {date} and {project}.',
    );
  });

/** What git refuses in the name of a branch is left out; a name without a directory gets ours. */
export const branchFromTemplate = (template: string, fields: NameFields): string => {
  const parts = expandTemplate(template, fields)
    .split('/')
    .map((part) =>
      part
        .replace(/[\0-\x20\x7f~^:?*[\]\\{}@"'`$;&|<>()!#%]+/g, '-')
        .replace(/\.{2,}/g, '.')
        .replace(/^[.-]+|[.-]+$/g, '')
        .replace(/\.lock$/i, '-lock'),
    )
    .filter((part) => part !== '');
  if (parts.length === 0) parts.push(slug(fields.title));
  return (parts.length === 1 ? [OUR_DIRECTORY, ...parts] : parts).join('/');
};

const lower = (names: Iterable<string>): ReadonlySet<string> => new Set([...names].map((name) => name.toLowerCase()));

/** A branch can neither be taken nor lie above or below one: git keeps branches as files. Case is not told apart, as on many disks. */
export const isBranchFree = (branch: string, taken: Iterable<string>): boolean => {
  const wanted = branch.toLowerCase();
  for (const name of lower(taken)) if (name === wanted || name.startsWith(`${wanted}/`) || wanted.startsWith(`${name}/`)) return false;
  return true;
};

/** Whether a template gives each task a folder of its own: what tells tasks apart stands before the last name. */
export const hasOwnFolder = (template: string): boolean => /\{(title|thread)\}.*\/[^{}/]+$/.test(template);

/**
 * The name itself when free, else with -2, -3 …; when a branch stands where our directory should be, the directory gets another
 * name. `ownFolder`: the number goes to the folder around, in which no other branch may lie.
 */
export const freeBranch = (branch: string, taken: readonly string[], ownFolder = false): string => {
  const blocked = lower(taken);
  const parts = branch.split('/');
  const last = ownFolder ? parts.splice(-1) : [];
  for (let depth = 1; depth < parts.length; depth += 1) {
    while (blocked.has(parts.slice(0, depth).join('/').toLowerCase())) parts[depth - 1] = `${parts[depth - 1]}-tasks`;
  }
  const base = parts.join('/');
  for (let number = 1; number < TRIES; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (isBranchFree(name, taken)) return [name, ...last].join('/');
  }
  throw failure('exists', `There are too many branches named like ${base}.`, 'Change the branch template in the settings.');
};

/** Folder that a worktree gets, before it is made unique. `template` empty: `fallback`, a folder of ours. */
export const folderFromTemplate = (template: string, fields: NameFields, projectPath: string, fallback: string): string => {
  const chosen = template.trim();
  if (chosen === '') return join(fallback, slug(fields.project, 'project'), slug(fields.title));
  const expanded = expandTemplate(chosen, fields);
  const home = expanded === '~' || expanded.startsWith('~/') ? join(homedir(), expanded.slice(1)) : expanded;
  const folder = isAbsolute(home) ? home : resolve(projectPath, home);
  // A template that names the task already is the folder itself.
  return /\{(title|thread)\}/.test(chosen) ? folder : join(folder, slug(fields.title));
};

/** `isTaken` looks at the disk and at what is reserved. */
export const freePath = async (path: string, isTaken: (path: string) => Promise<boolean>): Promise<string> => {
  for (let number = 1; number < TRIES; number += 1) {
    const candidate = number === 1 ? path : `${path}-${number}`;
    if (!(await isTaken(candidate))) return candidate;
  }
  throw failure('exists', `There are too many folders named like ${path}.`, 'Change where worktrees are kept in the settings.');
};
