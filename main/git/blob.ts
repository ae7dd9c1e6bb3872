/** Content of a file at a commit. */
import type { Git, GitRequest } from './git.ts';
import { ofRepository } from './ground.ts';

export interface Blob {
  readonly bytes: number;
  /** Null when larger than asked for. */
  readonly content: Buffer | null;
}

/** Null when the commit has no file at the path. */
export const readBlob = async (
  git: Git,
  commonDir: string,
  at: { readonly commit: string; readonly path: string; readonly maxBytes: number },
  pace: Pick<GitRequest, 'signal'> = {},
): Promise<Blob | null> => {
  const ground = ofRepository(commonDir);
  const found = await git.run({
    ground,
    args: ['rev-parse', '--verify', '--quiet', '--end-of-options', `${at.commit}:${at.path}`],
    accept: [0, 1, 128],
    ...pace,
  });
  if (found.code !== 0) return null;
  const object = found.stdout.toString('utf8').trim();
  const size = await git.run({ ground, args: ['cat-file', '-s', object], accept: [0, 128], ...pace });
  // A submodule's commit is not in this repository.
  if (size.code !== 0) return null;
  const bytes = Number(size.stdout.toString('utf8'));
  if (bytes > at.maxBytes) return { bytes, content: null };
  const content = await git.run({ ground, args: ['cat-file', 'blob', object], accept: [0, 128], ...pace });
  return content.code === 0 ? { bytes, content: content.stdout } : null;
};
