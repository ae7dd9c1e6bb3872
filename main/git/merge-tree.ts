/** Merges two commits without a worktree: gives a tree, or the paths that do not merge. */
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBlob } from './blob.ts';
import { nulFields, type Git, type GitRequest } from './git.ts';
import type { Shadows } from './shadow.ts';
import { MINIMUM_FOR_LANDING, tooOld } from './version.ts';

/** One side of a path that does not merge. */
export interface ConflictStage {
  /** 1: the common ancestor, 2: `ours`, 3: `theirs`. */
  readonly stage: 1 | 2 | 3;
  /** As in a tree: `100644`, `120000` for a symbolic link, `160000` for a submodule. */
  readonly mode: string;
  readonly object: string;
  readonly path: string;
}

export type MergeTrial =
  | { readonly kind: 'clean'; readonly tree: string }
  | {
      readonly kind: 'conflict';
      readonly paths: readonly string[];
      /** What merged, with conflict markers where it did not. */
      readonly tree: string;
      readonly stages: readonly ConflictStage[];
    };

const stageOf = (entry: string): ConflictStage | null => {
  const match = /^(\d+) ([0-9a-f]+) ([123])\t(.+)$/s.exec(entry);
  if (match === null) return null;
  const [, mode = '', object = '', stage = '', path = ''] = match;
  return { stage: Number(stage) as ConflictStage['stage'], mode, object, path };
};

const ATTRIBUTES_MAX_BYTES = 1_000_000;

/**
 * Tries to merge `theirs` into `ours`. Attributes are those of `ours` (`merge=union` and the like); merge drivers that are
 * programs do not run. Objects are written, nothing else.
 */
export const tryMerge = async (
  git: Git,
  shadows: Shadows,
  commonDir: string,
  ours: string,
  theirs: string,
  pace: Pick<GitRequest, 'signal'> = {},
): Promise<MergeTrial> => {
  const refusal = tooOld(await git.version(), MINIMUM_FOR_LANDING, 'landing a change');
  if (refusal !== null) throw refusal;
  const shadow = await shadows.of(commonDir);
  // git reads attributes from the folder it stands in: an empty one with those of the branch that is merged into.
  const bench = join(shadow, 'benches', randomBytes(8).toString('hex'));
  await mkdir(bench, { recursive: true });
  try {
    const attributes = await readBlob(git, commonDir, { commit: ours, path: '.gitattributes', maxBytes: ATTRIBUTES_MAX_BYTES });
    if (attributes?.content != null) await writeFile(join(bench, '.gitattributes'), attributes.content);
    const ground = {
      kind: 'thread',
      shadow,
      objects: join(commonDir, 'objects'),
      shallow: join(commonDir, 'shallow'),
      workTree: bench,
      indexFile: join(bench, 'index'),
    } as const;
    const args = ['merge-tree', '--write-tree', '-z', '--no-messages', '--allow-unrelated-histories', ours, theirs];
    const result = await git.run({ ground, args, accept: [0, 1], writes: true, ...pace });
    const [tree = '', ...entries] = nulFields(result.stdout);
    if (result.code === 0) return { kind: 'clean', tree };
    const stages = entries.map(stageOf).filter((stage) => stage !== null);
    return { kind: 'conflict', paths: [...new Set(stages.map(({ path }) => path))].toSorted(), tree, stages };
  } finally {
    await rm(bench, { recursive: true, force: true });
  }
};
