/** What of an act that a crash cut has to go back. The folder may hold it half done, and one file half written. */
import type { LookedFolder } from '#main/checkpoints/checkpoints.ts';
import { entriesAt, type Entry } from '#main/checkpoints/move-folder.ts';
import type { Git } from '#main/git/git.ts';

/** One path in the folder or the index, before and after. */
export interface Step {
  readonly path: string;
  readonly before: Entry | null;
  readonly after: Entry | null;
}

export interface ActEntries {
  readonly folder: readonly Step[];
  readonly index: readonly Step[];
}

export const sameEntry = (a: Entry | null | undefined, b: Entry | null | undefined): boolean => a?.blob === b?.blob && a?.mode === b?.mode;

/** Steps the other way. */
export const reversed = ({ folder, index }: ActEntries): ActEntries => {
  const back = (steps: readonly Step[]): readonly Step[] =>
    steps.map(({ path, before, after }) => ({ path, before: after, after: before }));
  return { folder: back(folder), index: back(index) };
};

const contentOf = async (git: Git, held: LookedFolder, { blob }: Entry): Promise<Buffer> =>
  (await git.run({ ground: held.place.ground, args: ['cat-file', 'blob', blob] })).stdout;

/**
 * git takes a file away, makes it anew and writes it from its beginning. So what it was cut at is missing, or is the beginning
 * of what was to be there; either lies in the checkpoint that was taken before.
 */
const isTorn = async (git: Git, held: LookedFolder, { before, after }: Step, now: Entry | undefined): Promise<boolean> => {
  if (before === null || after === null) return false;
  if (now === undefined) return true;
  if (sameEntry(now, before)) return false;
  const [there, wanted] = await Promise.all([contentOf(git, held, now), contentOf(git, held, after)]);
  return there.length < wanted.length && wanted.subarray(0, there.length).equals(there);
};

/** The steps that bring back what stood before the act. What somebody wrote since is theirs and stays. */
export const stepsBack = async (git: Git, held: LookedFolder, done: ActEntries): Promise<ActEntries> => {
  const at = (tree: string, steps: readonly Step[]): Promise<ReadonlyMap<string, Entry>> =>
    entriesAt(
      git,
      held.place,
      tree,
      steps.map(({ path }) => path),
    );
  const [files, staged] = await Promise.all([at(held.tree, done.folder), at(held.index, done.index)]);
  const folder: Step[] = [];
  for (const step of done.folder) {
    const now = files.get(step.path);
    if (sameEntry(step.before, step.after)) continue;
    if (sameEntry(now, step.after) || (await isTorn(git, held, step, now))) folder.push(step);
  }
  const index = done.index.filter(({ path, before, after }) => sameEntry(staged.get(path), after) && !sameEntry(before, after));
  return reversed({ folder, index });
};
