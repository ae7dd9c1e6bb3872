/** Merges two commits without a worktree: gives a tree, or the paths that do not merge. */
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBlob } from './blob.ts';
import { nulFields, type Git, type GitRequest } from './git.ts';
import type { Shadows } from './shadow.ts';
import { MINIMUM_FOR_LANDING, tooOld } from './version.ts';

export type MergeTrial =
  { readonly kind: 'clean'; readonly tree: string } | { readonly kind: 'conflict'; readonly paths: readonly string[] };

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
    const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', '--allow-unrelated-histories', ours, theirs];
    const result = await git.run({ ground, args, accept: [0, 1], writes: true, ...pace });
    const [tree = '', ...paths] = nulFields(result.stdout);
    return result.code === 0
      ? { kind: 'clean', tree }
      : { kind: 'conflict', paths: [...new Set(paths.filter((path) => path !== ''))].sort() };
  } finally {
    await rm(bench, { recursive: true, force: true });
  }
};
