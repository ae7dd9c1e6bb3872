/** What does not merge, file by file with its three sides, and the tree that follows from how a person resolved it. */
import { createHash } from 'node:crypto';
import { CONFLICT_MAX_CHARS, type ConflictFile, type Resolution } from '#contract/landing.ts';
import { readBlob } from '#main/git/blob.ts';
import type { Git } from '#main/git/git.ts';
import { ofRepository } from '#main/git/ground.ts';
import type { ConflictStage, MergeTrial } from '#main/git/merge-tree.ts';
import { settleTree, storeText, type Settled } from '#main/git/settled-tree.ts';
import type { Shadows } from '#main/git/shadow.ts';

export type Conflict = Extract<MergeTrial, { kind: 'conflict' }>;

/** Which stage of git is whose side: a rebase replays the thread's commits onto the base, so there it is the other way round. */
export type Sides = { readonly thread: 2; readonly base: 3 } | { readonly thread: 3; readonly base: 2 };
export const mergeSides: Sides = { thread: 2, base: 3 };
export const rebaseSides: Sides = { thread: 3, base: 2 };

interface PathStages {
  readonly path: string;
  readonly ancestor: ConflictStage | null;
  readonly thread: ConflictStage | null;
  readonly base: ConflictStage | null;
}

export const stagesByPath = ({ stages }: Conflict, sides: Sides): readonly PathStages[] => {
  const paths = [...new Set(stages.map(({ path }) => path))].toSorted();
  return paths.map((path) => {
    const at = (stage: number): ConflictStage | null => stages.find((one) => one.path === path && one.stage === stage) ?? null;
    return { path, ancestor: at(1), thread: at(sides.thread), base: at(sides.base) };
  });
};

/** The same three contents at the same path conflict in the same way, whenever they meet again. */
export const conflictId = ({ path, ancestor, thread, base }: PathStages): string =>
  createHash('sha256')
    .update([path, ...[ancestor, thread, base].map((side) => (side === null ? '-' : `${side.mode} ${side.object}`))].join('\0'))
    .digest('hex')
    .slice(0, 40);

const isRegular = (side: ConflictStage | null): boolean => side === null || side.mode.startsWith('100');

/** The text of an object; null when it is binary or too large to be edited. */
const textOf = async (git: Git, commonDir: string, object: string): Promise<string | null> => {
  const ground = ofRepository(commonDir);
  const bytes = Number(await git.text({ ground, args: ['cat-file', '-s', object] }));
  if (bytes > CONFLICT_MAX_CHARS) return null;
  const { stdout } = await git.run({ ground, args: ['cat-file', 'blob', object] });
  return stdout.includes(0) ? null : stdout.toString('utf8');
};

/** Git names the sides by commit; people know them as the thread and the base. */
const namedMarks = (text: string, { first, into }: Marks): string => {
  const [above, below] = first === 'thread' ? ['thread', into] : [into, 'thread'];
  return text
    .replace(/^<<<<<<< [0-9a-f]{40,64}(:.*)?$/gm, `<<<<<<< ${above}`)
    .replace(/^>>>>>>> [0-9a-f]{40,64}(:.*)?$/gm, `>>>>>>> ${below}`);
};

interface Marks {
  readonly first: 'thread' | 'base';
  readonly into: string;
}

const fileOf = async (
  git: Git,
  commonDir: string,
  tree: string,
  stages: PathStages,
  marks: Marks,
): Promise<Omit<ConflictFile, 'resolution'>> => {
  const { path, ancestor, thread, base } = stages;
  const has = { ancestor: ancestor !== null, thread: thread !== null, base: base !== null };
  const sides = [ancestor, thread, base];
  const none = { ancestor: null, thread: null, base: null, marked: null, first: marks.first, editable: false };
  const id = conflictId(stages);
  if (!sides.every(isRegular)) return { id, path, has, ...none };
  const texts = await Promise.all(sides.map(async (side) => (side === null ? null : await textOf(git, commonDir, side.object))));
  if (texts.some((text, at) => text === null && sides[at] !== null)) return { id, path, has, ...none };
  const marked = await readBlob(git, commonDir, { commit: tree, path, maxBytes: CONFLICT_MAX_CHARS });
  const [ofAncestor = null, ofThread = null, ofBase = null] = texts;
  return {
    ...{ id, path, has },
    ...{ ancestor: ofAncestor, thread: ofThread, base: ofBase },
    marked: marked?.content == null ? null : namedMarks(marked.content.toString('utf8'), marks),
    first: marks.first,
    editable: true,
  };
};

export type ResolutionOf = (conflict: string) => Resolution | null;

export const conflictFiles = (
  git: Git,
  commonDir: string,
  conflict: Conflict,
  { sides, into }: { readonly sides: Sides; readonly into: string },
  resolutionOf: ResolutionOf,
): Promise<readonly ConflictFile[]> =>
  Promise.all(
    stagesByPath(conflict, sides).map(async (stages) => ({
      ...(await fileOf(git, commonDir, conflict.tree, stages, { first: sides.thread === 2 ? 'thread' : 'base', into })),
      resolution: resolutionOf(conflictId(stages)),
    })),
  );

const settledBy = async (git: Git, commonDir: string, stages: PathStages, resolution: Resolution): Promise<Settled> => {
  if (resolution.kind !== 'text') return stages[resolution.kind];
  const mode = stages.thread?.mode ?? stages.base?.mode ?? '100644';
  return { mode, object: await storeText(git, commonDir, resolution.text) };
};

/** The tree with everything resolved; null while something is not. */
export const resolvedTree = async (
  git: Git,
  shadows: Shadows,
  commonDir: string,
  conflict: Conflict,
  sides: Sides,
  resolutionOf: ResolutionOf,
): Promise<string | null> => {
  const settled = new Map<string, Settled>();
  for (const stages of stagesByPath(conflict, sides)) {
    const resolution = resolutionOf(conflictId(stages));
    if (resolution === null) return null;
    settled.set(stages.path, await settledBy(git, commonDir, stages, resolution));
  }
  return settleTree(git, shadows, commonDir, conflict.tree, settled);
};
