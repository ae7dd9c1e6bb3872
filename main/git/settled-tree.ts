/** A tree in which conflicts are settled: what git merged, with the conflicting paths as somebody resolved them. */
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from './git.ts';
import { ofRepository } from './ground.ts';
import type { Shadows } from './shadow.ts';

/** What a path is to be; null leaves no file there. */
export type Settled = { readonly mode: string; readonly object: string } | null;

/** Stores text as an object of the repository, as it is: no filter is applied. Gives its name. */
export const storeText = (git: Git, commonDir: string, text: string): Promise<string> =>
  git.text({ ground: ofRepository(commonDir), args: ['hash-object', '-w', '--stdin', '--no-filters'], input: text, writes: true });

/** `tree` with each path of `settled` replaced. Only objects are written. */
export const settleTree = async (
  git: Git,
  shadows: Shadows,
  commonDir: string,
  tree: string,
  settled: ReadonlyMap<string, Settled>,
): Promise<string> => {
  const folder = join(await shadows.of(commonDir), 'indexes');
  await mkdir(folder, { recursive: true });
  const indexFile = join(folder, randomBytes(8).toString('hex'));
  const ground = { ...ofRepository(commonDir), indexFile } as const;
  try {
    await git.run({ ground, args: ['read-tree', tree], writes: true });
    const absent = '0'.repeat(tree.length);
    const lines = [...settled].map(([path, entry]) =>
      entry === null ? `0 ${absent}\t${path}\0` : `${entry.mode} ${entry.object}\t${path}\0`,
    );
    await git.run({ ground, args: ['update-index', '-z', '--index-info'], input: lines.join(''), writes: true });
    return await git.text({ ground, args: ['write-tree'], writes: true });
  } finally {
    await Promise.all([rm(indexFile, { force: true }), rm(`${indexFile}.lock`, { force: true })]);
  }
};
