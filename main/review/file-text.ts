/** Both sides of one file, for reading it whole. Nothing is followed out of the worktree. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, readlink, type FileHandle } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { failure } from '#contract/failure.ts';
import { TEXT_MAX_BYTES, type FileText } from '#contract/review.ts';

const SNIFFED_BYTES = 8_000;

export type Side =
  | { readonly kind: 'absent' }
  | { readonly kind: 'large' }
  /** `link`: a symbolic link; the content is the place it names, as git sees it. */
  | { readonly kind: 'content'; readonly content: Buffer; readonly link: boolean };

/** Refuses what does not name a file below the worktree. */
export const assertInside = (path: string): void => {
  if (
    path === '' ||
    isAbsolute(path) ||
    path.includes('\0') ||
    path.split(/[\\/]/).some((part) => part === '..' || part.toLowerCase() === '.git')
  ) {
    throw failure('invalid', 'This is no path of a file in the worktree.');
  }
};

/** Whether only real folders lie on the way to the file. */
export const isReached = async (workTree: string, path: string): Promise<boolean> => {
  let at = workTree;
  for (const part of path.split('/').slice(0, -1)) {
    at = join(at, part);
    if (!((await lstat(at).catch(() => null))?.isDirectory() ?? false)) return false;
  }
  return true;
};

/** The open file, when a plain one lies there and is reached without following a link. */
const openPlain = async (workTree: string, path: string): Promise<FileHandle | null> => {
  if (!(await isReached(workTree, path))) return null;
  try {
    const file = await open(join(workTree, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if ((await file.stat()).isFile()) return file;
    await file.close();
    return null;
  } catch {
    return null;
  }
};

/** A file as it lies in the worktree; of a symbolic link the place it names, as git sees it. */
export const readWorkFile = async (workTree: string, path: string, maxBytes = TEXT_MAX_BYTES): Promise<Side> => {
  assertInside(path);
  if (!(await isReached(workTree, path))) return { kind: 'absent' };
  const target = join(workTree, path);
  const stat = await lstat(target).catch(() => null);
  if (stat?.isSymbolicLink() === true) return { kind: 'content', content: Buffer.from(await readlink(target)), link: true };
  const file = await openPlain(workTree, path);
  if (file === null) return { kind: 'absent' };
  try {
    if ((await file.stat()).size > maxBytes) return { kind: 'large' };
    return { kind: 'content', content: await file.readFile(), link: false };
  } finally {
    await file.close();
  }
};

/** A piece of a file in the worktree, with its beginning; null when no plain file lies there. */
export const readWorkPiece = async (
  workTree: string,
  path: string,
  piece: { readonly from: number; readonly bytes: number },
): Promise<{ readonly content: Buffer; readonly head: Buffer; readonly totalBytes: number } | null> => {
  assertInside(path);
  const file = await openPlain(workTree, path);
  if (file === null) return null;
  const read = async (from: number, bytes: number): Promise<Buffer> => {
    const buffer = Buffer.alloc(bytes);
    return buffer.subarray(0, (await file.read(buffer, 0, bytes, from)).bytesRead);
  };
  try {
    const totalBytes = (await file.stat()).size;
    const content = await read(piece.from, Math.max(0, Math.min(piece.bytes, totalBytes - piece.from)));
    return { content, head: await read(0, 512), totalBytes };
  } finally {
    await file.close();
  }
};

/** Names a content, for telling whether somebody wrote the file meanwhile. Null when there is none. */
export const versionOf = (side: Side): string | null => {
  if (side.kind !== 'content') return side.kind === 'large' ? 'large' : null;
  return createHash('sha256')
    .update(side.link ? 'link ' : 'file ')
    .update(side.content)
    .digest('base64url');
};

export const isBinary = (content: Buffer): boolean => content.subarray(0, SNIFFED_BYTES).includes(0);
const isBinarySide = (side: Side): boolean => side.kind === 'content' && isBinary(side.content);
const textOf = (side: Side): string | null => (side.kind === 'content' ? side.content.toString('utf8') : null);

/** Whether reading it as text and writing it back gives the same bytes. */
const isPlainText = (side: Side): boolean =>
  side.kind === 'content' && !side.link && !isBinary(side.content) && Buffer.from(side.content.toString('utf8')).equals(side.content);

export interface Sides {
  readonly before: Side;
  readonly after: Side;
  /** What lies in the folder. */
  readonly work: Side;
  /** Whether `after` is the folder. */
  readonly isFolder: boolean;
}

export const fileText = (path: string, { before, after, work, isFolder }: Sides): FileText => {
  const tooLarge = before.kind === 'large' || after.kind === 'large';
  const binary = isBinarySide(before) || isBinarySide(after);
  const hidden = binary || tooLarge;
  return {
    path,
    before: hidden ? null : textOf(before),
    after: hidden ? null : textOf(after),
    binary,
    tooLarge,
    version: versionOf(work),
    editable: isFolder && !hidden && isPlainText(work),
  };
};
