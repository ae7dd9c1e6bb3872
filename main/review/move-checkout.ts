/**
 * Moves a checkout from one commit to the next together with its branch, as a fast-forward does: git refuses when that
 * would overwrite anything, staged and unstaged changes elsewhere stay, the stash is not involved.
 */
import { AppError, failure } from '#contract/failure.ts';
import { nulFields, type Git } from '#main/git/git.ts';
import type { Ground } from '#main/git/ground.ts';
import type { Shadows } from '#main/git/shadow.ts';
import { listFilters } from '#main/git/stage.ts';
import { groundAt, type ThreadGround } from '#main/git/thread-ground.ts';
import { replaceIndex, withCopiedIndex } from '#main/git/work-index.ts';
import type { Repository } from '#main/git/repository.ts';
import { changedPaths } from './landing.ts';
import { readWorkFile } from './file-text.ts';

export interface MovableCheckout {
  readonly path: string;
  readonly adminDir: string;
  /** The user's own checkout: their filters apply, and git writes its index itself. Else it may be a thread's. */
  readonly isMain: boolean;
}

const refused = (error: unknown, path: string): unknown => {
  if (!(error instanceof AppError) || error.failure.kind !== 'git') return error;
  return failure(
    'conflict',
    `Changes in ${path} stand in the way of moving it along.`,
    'Commit or stash them there, then try again. Nothing was changed.',
    {
      details: error.failure.details ?? '',
    },
  );
};

const ownGround = (checkout: MovableCheckout): Ground => ({
  kind: 'own',
  folder: checkout.path,
  gitDir: checkout.adminDir,
  workTree: checkout.path,
});

const readTree = async (git: Git, ground: Ground, from: string, to: string): Promise<void> => {
  // Stat data of files touched but not changed would make git refuse; refreshing them is what every `git status` does.
  await git.run({ ground, args: ['update-index', '-q', '--refresh'], accept: [0, 1], writes: true });
  await git.run({ ground, args: ['read-tree', '-m', '-u', '--no-recurse-submodules', from, to], writes: true });
};

/** Filters do not run where an agent works: what they would write is not written half-way. */
const assertUnfiltered = async (git: Git, shadows: Shadows, place: ThreadGround, paths: readonly string[]): Promise<void> => {
  const leftOut = await shadows.filtersLeftOut(place.commonDir);
  const refused = (await listFilters(git, place, paths)).filter(({ filter }) => filter === 'lfs' || leftOut.has(filter));
  if (refused.length === 0) return;
  throw failure(
    'denied',
    `Some files in ${place.workTree} go through a git filter that Switchyard does not run there.`,
    'Move that checkout along yourself in a terminal.',
    { paths: refused.map(({ path }) => path) },
  );
};

/** Tells an index of files that arrived already: entries as `ls-tree` prints them. */
const takeAsThere = async (git: Git, copy: ThreadGround, entries: readonly string[]): Promise<void> => {
  if (entries.length === 0) return;
  await git.run({ ground: copy.ground, args: ['update-index', '-z', '--index-info'], input: entries.join(''), writes: true });
};

/**
 * Moves files and index; the branch is the caller's. Throws `conflict`, with nothing touched. `arrived`: entries of files
 * that an earlier move, cut by a crash, has written.
 */
export const moveFiles = async (
  git: Git,
  shadows: Shadows,
  repository: Repository,
  checkout: MovableCheckout,
  from: string,
  to: string,
  arrived: readonly string[] = [],
): Promise<void> => {
  try {
    if (checkout.isMain) {
      await readTree(git, ownGround(checkout), from, to);
      return;
    }
    const place = await groundAt(shadows, repository, checkout.path);
    await assertUnfiltered(git, shadows, place, await changedPaths(git, repository.commonDir, from, to));
    await withCopiedIndex(place, async (copy) => {
      await takeAsThere(git, copy, arrived);
      await readTree(git, copy.ground, from, to);
      await replaceIndex(place, copy.ground.indexFile);
    });
  } catch (error) {
    throw refused(error, checkout.path);
  }
};

const objectIds = async (git: Git, place: ThreadGround, tree: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const result = await git.run({ ground: place.ground, args: ['ls-tree', '-r', '-z', tree] });
  const wanted = new Set(paths);
  const found = new Map<string, string>();
  for (const line of nulFields(result.stdout)) {
    const path = line.slice(line.indexOf('\t') + 1);
    if (wanted.has(path)) found.set(path, line.slice(0, line.indexOf('\t')));
  }
  return found;
};

/** Finishes a move that was cut: files that arrived already are taken as such, the rest follows. */
export const finishMove = async (
  git: Git,
  shadows: Shadows,
  repository: Repository,
  checkout: MovableCheckout,
  from: string,
  to: string,
): Promise<void> => {
  const place = await groundAt(shadows, repository, checkout.path);
  const paths = await changedPaths(git, repository.commonDir, from, to);
  const wanted = await objectIds(git, place, to, paths);
  const entries: string[] = [];
  for (const path of paths) {
    const entry = wanted.get(path);
    const side = await readWorkFile(place.workTree, path).catch(() => null);
    if (entry === undefined || side === null || side.kind !== 'content') continue;
    const [mode = '', , object = ''] = entry.split(' ');
    const hash = await git.text({
      ground: place.ground,
      args: ['hash-object', '--stdin', ...(mode === '120000' ? [] : [`--path=${path}`])],
      input: side.content,
    });
    if (hash === object) entries.push(`${mode} ${object}\t${path}\0`);
  }
  if (checkout.isMain && entries.length > 0) {
    await withCopiedIndex(place, async (copy) => {
      await takeAsThere(git, copy, entries);
      await replaceIndex(place, copy.ground.indexFile);
    });
  }
  await moveFiles(git, shadows, repository, checkout, from, to, checkout.isMain ? [] : entries);
};
