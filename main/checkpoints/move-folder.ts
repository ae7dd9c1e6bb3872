/** Brings a folder from one kept tree to another, with git looking that nothing was changed in between. */
import { AppError, failure } from '#contract/failure.ts';
import { nulFields, type Git } from '#main/git/git.ts';
import type { ThreadGround } from '#main/git/thread-ground.ts';
import { withCopiedIndex } from '#main/git/work-index.ts';
import { stirred } from './kept-folder.ts';

/** A file in a tree: its mode and git's name of its content. */
export interface Entry {
  readonly mode: string;
  readonly blob: string;
}

const ZERO = '0'.repeat(40);

const chunked = <T>(list: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));

const PATHS_PER_RUN = 1_000;

/** What a tree has at some paths; paths that it does not have are left out. */
export const entriesAt = async (
  git: Git,
  place: ThreadGround,
  tree: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Entry>> => {
  const found = new Map<string, Entry>();
  for (const some of chunked(paths, PATHS_PER_RUN)) {
    const { stdout } = await git.run({ ground: place.ground, args: ['ls-tree', '-r', '-z', '--full-tree', tree, '--', ...some] });
    const wanted = new Set(some);
    for (const field of nulFields(stdout)) {
      const tab = field.indexOf('\t');
      const [mode = '', , blob = ''] = field.slice(0, tab).split(' ');
      const path = field.slice(tab + 1);
      if (wanted.has(path)) found.set(path, { mode, blob });
    }
  }
  return found;
};

/** Sets paths in the index that `ground` has; null takes them out. A file may take the place of a folder and the other way round. */
export const setEntries = async (git: Git, ground: ThreadGround, entries: ReadonlyMap<string, Entry | null>): Promise<void> => {
  const lines = [...entries].toSorted(([, a], [, b]) => Number(a !== null) - Number(b !== null));
  const input = lines.map(([path, entry]) => `${entry?.mode ?? '0'} ${entry?.blob ?? ZERO}\t${path}\0`).join('');
  await git.run({ ground: ground.ground, args: ['update-index', '-z', '--index-info'], input, writes: true });
};

/** A tree with some paths set otherwise. */
export const treeWith = (git: Git, place: ThreadGround, tree: string, entries: ReadonlyMap<string, Entry | null>): Promise<string> =>
  withCopiedIndex(place, async (copy) => {
    await git.run({ ground: copy.ground, args: ['read-tree', '--reset', tree], writes: true });
    await setEntries(git, copy, entries);
    return git.text({ ground: copy.ground, args: ['write-tree'], writes: true });
  });

/**
 * `kept` has the index that made `from` of the folder a moment ago. Throws `conflict`, with nothing done, when a file
 * that would be written was changed since or is not kept.
 */
export const moveFolder = async (git: Git, kept: ThreadGround, from: string, to: string): Promise<void> => {
  if (from === to) return;
  stirred(kept.ground.indexFile);
  try {
    await git.run({ ground: kept.ground, args: ['read-tree', '-m', '-u', '--no-recurse-submodules', from, to], writes: true });
  } catch (error) {
    if (!(error instanceof AppError) || error.failure.kind !== 'git') throw error;
    throw failure('conflict', 'Files were changed this very moment, so nothing was done.', 'Try again when the agent is at rest.', {
      details: error.failure.details ?? '',
    });
  }
};
