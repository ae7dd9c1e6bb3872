/** Makes a tree of what lies in a worktree, through a copy of its index. Plumbing only: porcelain looks into nested repositories. */
import { failure } from '#contract/failure.ts';
import { nulFields, type Git, type GitRequest } from './git.ts';
import type { Shadows } from './shadow.ts';
import type { ThreadGround } from './thread-ground.ts';

type Pace = Pick<GitRequest, 'signal' | 'priority'>;

const nul = (paths: readonly string[]): string => paths.map((path) => `${path}\0`).join('');

/** Paths git does not know and does not ignore. Nested repositories end with a slash. */
const listUntracked = async (git: Git, place: ThreadGround, pace: Pace = {}): Promise<readonly string[]> =>
  nulFields((await git.run({ ground: place.ground, args: ['ls-files', '-z', '--others', '--exclude-standard'], ...pace })).stdout);

export interface WorkTreeState {
  readonly modified: readonly string[];
  readonly deleted: readonly string[];
  readonly untracked: readonly string[];
  /** Repositories inside the worktree that are no submodules: their content is never taken. */
  readonly nested: readonly string[];
  readonly conflicted: readonly string[];
}

/** How the folder differs from its index. */
export const readWorkTree = async (git: Git, place: ThreadGround, pace: Pace = {}): Promise<WorkTreeState> => {
  const [files, untracked] = await Promise.all([
    git.run({ ground: place.ground, args: ['diff-files', '-z', '--name-status', '--ignore-submodules=dirty'], ...pace }),
    listUntracked(git, place, pace),
  ]);
  const fields = nulFields(files.stdout);
  const byStatus = new Map<string, string>();
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const path = fields[at + 1] ?? '';
    if (byStatus.get(path) !== 'U') byStatus.set(path, fields[at] ?? '');
  }
  const withStatus = (...wanted: readonly string[]): string[] =>
    [...byStatus].filter(([, status]) => wanted.includes(status)).map(([path]) => path);
  return {
    modified: withStatus('M', 'T', 'A'),
    deleted: withStatus('D'),
    conflicted: withStatus('U'),
    untracked: untracked.filter((path) => !path.endsWith('/')),
    nested: untracked.filter((path) => path.endsWith('/')),
  };
};

/** Paths with the filter that attributes name for them; those without one are left out. */
export const listFilters = async (
  git: Git,
  place: ThreadGround,
  paths: readonly string[],
  pace: Pace = {},
): Promise<readonly { readonly path: string; readonly filter: string }[]> => {
  if (paths.length === 0) return [];
  const args = ['check-attr', '-z', '--stdin', 'filter'];
  const fields = nulFields((await git.run({ ground: place.ground, args, input: nul(paths), ...pace })).stdout);
  const found: { path: string; filter: string }[] = [];
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = '', , filter = ''] = fields.slice(at, at + 3);
    if (filter !== 'unspecified' && filter !== 'unset') found.push({ path, filter });
  }
  return found;
};

/** Refuses paths whose filter is configured but does not run on a thread's ground. */
export const assertFilters = async (
  git: Git,
  shadows: Shadows,
  place: ThreadGround,
  paths: readonly string[],
  pace: Pace,
): Promise<void> => {
  const leftOut = await shadows.filtersLeftOut(place.commonDir);
  if (leftOut.size === 0) return;
  const refused = (await listFilters(git, place, paths, pace)).filter(({ filter }) => leftOut.has(filter)).map(({ path }) => path);
  if (refused.length === 0) return;
  throw failure(
    'denied',
    'Some of the changed files go through a git filter that Switchyard does not run where an agent works.',
    'Commit these files yourself in a terminal.',
    { paths: refused },
  );
};

const updateIndex = async (git: Git, place: ThreadGround, args: readonly string[], paths: readonly string[], pace: Pace): Promise<void> => {
  if (paths.length === 0) return;
  await git.run({ ground: place.ground, args: ['update-index', ...args, '-z', '--stdin'], input: nul(paths), writes: true, ...pace });
};

export interface StageOptions extends Pace {
  /** Only these paths; a folder stands for all below it. Default: everything. */
  readonly paths?: readonly string[] | undefined;
  /** The tree of the index as it is, when that is known: git is not asked again while nothing differs from it. */
  readonly known?: string | null;
  /** Leaves out some of the changed files. */
  readonly choose?: (paths: readonly string[]) => Promise<readonly string[]>;
  /** False takes raw content where a filter is left out; for snapshots, which are restored without filters too. */
  readonly refuseFilters: boolean;
}

/**
 * Adds what lies in the folder to the index of `copy` (made by withCopiedIndex) and gives its tree. Nested repositories
 * are left out.
 */
export const stageWorkTree = async (
  git: Git,
  shadows: Shadows,
  copy: ThreadGround,
  options: StageOptions,
): Promise<{ readonly tree: string; readonly state: WorkTreeState }> => {
  const { paths, refuseFilters, choose, known = null, ...pace } = options;
  const state = await readWorkTree(git, copy, pace);
  const chosen = (path: string): boolean => paths === undefined || paths.some((one) => path === one || path.startsWith(`${one}/`));
  const named = [...state.modified, ...state.conflicted, ...state.untracked].filter(chosen);
  const changed = choose === undefined ? named : await choose(named);
  if (known !== null && changed.length === 0 && state.deleted.length === 0) return { tree: known, state };
  if (refuseFilters) await assertFilters(git, shadows, copy, changed, pace);
  // Removed first, and by name only: a path below what is a symbolic link now would be refused otherwise.
  await updateIndex(git, copy, ['--force-remove'], state.deleted.filter(chosen), pace);
  await updateIndex(git, copy, ['--add', '--remove', '--replace'], changed, pace);
  return { tree: await git.text({ ground: copy.ground, args: ['write-tree'], writes: true, ...pace }), state };
};
