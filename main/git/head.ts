/** What a worktree has checked out, read without asking git to stand in it. */
import { join } from 'node:path';
import { failure } from '#contract/failure.ts';
import type { Git } from './git.ts';
import { resolveCommit } from './refs.ts';
import { readPlain } from './read-plain.ts';

export interface Head {
  /** Full name such as `refs/heads/x`; null when detached. */
  readonly ref: string | null;
  /** Null on a branch without commits. */
  readonly commit: string | null;
}

const branchRef = /^ref: (refs\/heads\/[^\0-\x20\x7f~^:?*[\\]+)$/;

export const branchOf = (head: Head): string | null => head.ref?.slice('refs/heads/'.length) ?? null;

export const readHead = async (git: Git, place: { readonly commonDir: string; readonly adminDir: string }): Promise<Head> => {
  const text = (await readPlain(join(place.adminDir, 'HEAD')))?.trimEnd() ?? '';
  if (/^[0-9a-f]{40,64}$/.test(text)) return { ref: null, commit: text };
  const ref = branchRef.exec(text)?.[1];
  if (ref === undefined || ref.includes('..') || ref === 'refs/heads/.invalid') {
    throw failure(
      'unavailable',
      'git’s note of what this worktree has checked out cannot be read.',
      'Check out a branch in the worktree with git. Repositories in the reftable format are not supported yet.',
    );
  }
  return { ref, commit: await resolveCommit(git, place.commonDir, ref) };
};
