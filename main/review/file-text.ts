/** Both sides of one file, for reading it whole. Nothing is followed out of the worktree. */
import { constants } from 'node:fs';
import { lstat, open, readlink } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { failure } from '#contract/failure.ts';
import type { FileText } from '#contract/review.ts';

export const TEXT_MAX_BYTES = 4_000_000;
const SNIFFED_BYTES = 8_000;

export type Side = { readonly kind: 'absent' } | { readonly kind: 'large' } | { readonly kind: 'content'; readonly content: Buffer };

/** Refuses what does not name a file below the worktree. */
export const assertInside = (path: string): void => {
  if (
    path === '' ||
    isAbsolute(path) ||
    path.includes('\0') ||
    path.split(/[\\/]/).some((part) => part === '..') ||
    path.split('/')[0] === '.git'
  ) {
    throw failure('invalid', 'This is no path of a file in the worktree.');
  }
};

/** A file as it lies in the worktree; of a symbolic link the place it names, as git sees it. */
export const readWorkFile = async (workTree: string, path: string): Promise<Side> => {
  assertInside(path);
  let at = workTree;
  for (const part of path.split('/').slice(0, -1)) {
    at = join(at, part);
    if (!((await lstat(at).catch(() => null))?.isDirectory() ?? false)) return { kind: 'absent' };
  }
  const target = join(workTree, path);
  const stat = await lstat(target).catch(() => null);
  if (stat === null) return { kind: 'absent' };
  if (stat.isSymbolicLink()) return { kind: 'content', content: Buffer.from(await readlink(target)) };
  if (!stat.isFile()) return { kind: 'absent' };
  if (stat.size > TEXT_MAX_BYTES) return { kind: 'large' };
  const file = await open(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return { kind: 'content', content: await file.readFile() };
  } finally {
    await file.close();
  }
};

const isBinary = (side: Side): boolean => side.kind === 'content' && side.content.subarray(0, SNIFFED_BYTES).includes(0);
const textOf = (side: Side): string | null => (side.kind === 'content' ? side.content.toString('utf8') : null);

export const fileText = (path: string, before: Side, after: Side): FileText => {
  const tooLarge = before.kind === 'large' || after.kind === 'large';
  const binary = isBinary(before) || isBinary(after);
  const hidden = binary || tooLarge;
  return { path, before: hidden ? null : textOf(before), after: hidden ? null : textOf(after), binary, tooLarge };
};
