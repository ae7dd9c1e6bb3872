/** From what the user typed to the thing meant: ids may be cut to a unique beginning. Pure. */
import { realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { Approval } from '#contract/approvals.ts';
import type { Board } from '#contract/board.ts';
import type { Project } from '#contract/projects.ts';
import type { Thread } from '#contract/threads.ts';
import { failed, UsageError } from './cli-error.ts';

/** Candidates named when a beginning is not unique. */
const NAMED_CANDIDATES = 4;

const byId = <T extends { readonly id: string }>(list: readonly T[], text: string, prefix: string): readonly T[] => {
  const exact = list.filter(({ id }) => id === text);
  if (exact.length > 0 || text === '' || text === prefix) return exact;
  return list.filter(({ id }) => id.startsWith(text) || id.startsWith(prefix + text));
};

const only = <T extends { readonly id: string }>(found: readonly T[], what: string, text: string, list: string): T => {
  const [first, second] = found;
  if (first === undefined) throw failed('not-found', `There is no ${what} “${text}”.`, `“${list}” lists them.`);
  if (second === undefined) return first;
  const named = found.slice(0, NAMED_CANDIDATES).map(({ id }) => id);
  throw failed(
    'invalid',
    `“${text}” begins the ids of ${found.length} ${what}s: ${named.join(', ')}${found.length > named.length ? ' …' : ''}.`,
    'Type more of it.',
  );
};

export const findThread = (threads: readonly Thread[], text: string): Thread =>
  only(byId(threads, text, 't_'), 'thread', text, 'switchyard ls --all');

export const findApproval = (approvals: readonly Approval[], text: string): Approval =>
  only(byId(approvals, text, 'a_'), 'open approval', text, 'switchyard approvals');

/** As the file system knows it, so that a symlinked folder is the one it leads to. */
const real = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
};

/** By id, name or path, in this order. */
export const findProject = (projects: readonly Project[], text: string): Project => {
  const named = projects.filter(({ name }) => name === text);
  const path = real(text);
  const candidates = [
    projects.filter(({ id }) => id === text),
    named,
    projects.filter((project) => real(project.path) === path),
    byId(projects, text, 'p_'),
  ];
  return only(candidates.find((found) => found.length > 0) ?? [], 'project', text, 'switchyard project ls');
};

/** The project that this folder belongs to: the innermost, when projects lie in each other; or the one of a thread's worktree. */
export const projectOfFolder = (projects: readonly Project[], threads: readonly Thread[], folder: string): Project | null => {
  const here = real(folder);
  const holds = (path: string | null): boolean => path !== null && (here === real(path) || here.startsWith(real(path) + sep));
  const [innermost] = projects.filter(({ path }) => holds(path)).toSorted((a, b) => b.path.length - a.path.length);
  const thread = threads.find(({ worktree }) => holds(worktree.path));
  return projects.find(({ id }) => id === thread?.project) ?? innermost ?? null;
};

/** The project that was named, else that of the current folder. Throws UsageError when there is neither. */
export const projectMeant = (board: Pick<Board, 'projects' | 'threads'>, text: string | undefined): Project => {
  if (text !== undefined) return findProject(board.projects, text);
  const here = projectOfFolder(board.projects, board.threads, process.cwd());
  if (here !== null) return here;
  throw new UsageError('This folder belongs to no project.', 'Name one with --project, or add it with “switchyard project add .”.');
};
