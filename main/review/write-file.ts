/** Saves a file from the editor into the worktree. Nothing is followed out of it, and nothing that somebody else wrote is lost. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { failure, type AppError } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { SavedFile } from '#contract/review.ts';
import type { Checkpoints, HeldFolder } from '#main/checkpoints/checkpoints.ts';
import { entriesAt } from '#main/checkpoints/move-folder.ts';
import type { Git } from '#main/git/git.ts';
import type { Acts } from './acts.ts';
import { assertInside, isBinary, isReached, readWorkFile, versionOf, type Side } from './file-text.ts';

export interface WriteParts {
  readonly git: Git;
  readonly checkpoints: Checkpoints;
  readonly acts: Acts;
}

const refused = (path: string): AppError =>
  failure('denied', `${path} is not reached without following a link, so it is not written.`, 'Look at the folder in a terminal.');

/** Whole or not at all: a file beside it, then a rename, which replaces a link instead of following it. */
const writeWhole = async (workTree: string, path: string, content: Buffer, mode: number): Promise<void> => {
  const target = join(workTree, path);
  if (!(await isReached(workTree, path))) {
    // A new folder; where a link or a file lies on the way it is not made.
    await mkdir(dirname(target), { recursive: true }).catch(() => undefined);
    if (!(await isReached(workTree, path))) throw refused(path);
  }
  const beside = join(dirname(target), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}`);
  const file = await open(beside, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW, mode);
  try {
    try {
      await file.writeFile(content);
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!(await isReached(workTree, path))) throw refused(path);
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
};

const asText = (side: Side): string | null => (side.kind === 'content' && !isBinary(side.content) ? side.content.toString('utf8') : null);

/** Only folders that exist may be links on the way: `mkdir` would make folders behind one. */
const assertNoLinks = async (workTree: string, path: string): Promise<void> => {
  let at = workTree;
  for (const part of path.split('/').slice(0, -1)) {
    at = join(at, part);
    const stat = await lstat(at).catch(() => null);
    if (stat === null) return;
    if (!stat.isDirectory()) throw refused(path);
  }
};

const save = async (
  { git, acts }: WriteParts,
  held: HeldFolder,
  path: string,
  text: string,
  version: string | null,
): Promise<SavedFile> => {
  const { workTree } = held.place;
  await assertNoLinks(workTree, path);
  const now = await readWorkFile(workTree, path);
  const found = versionOf(now);
  if (found !== version) return { kind: 'conflict', text: asText(now), version: found };
  if (now.kind === 'content' && now.link) throw refused(path);
  const stat = await lstat(join(workTree, path)).catch(() => null);
  const content = Buffer.from(text);
  await writeWhole(workTree, path, content, stat === null ? 0o644 : stat.mode & 0o777);
  const before = (await entriesAt(git, held.place, held.tree, [path])).get(path) ?? null;
  // As git would store it: line ends and the like.
  const args = ['hash-object', '-w', '--stdin', '--path', path];
  const blob = await git.text({ ground: held.place.ground, args, input: content, writes: true });
  const after = { mode: before?.mode ?? '100644', blob };
  const act = acts.record(held.checkpoint.thread, 'write', held.checkpoint.id, { folder: [{ path, before, after }], index: [] });
  return { kind: 'saved', version: versionOf({ kind: 'content', content, link: false }) ?? '', act: act.id };
};

/** `version` is that of what was read; null when the file was not there. What was there is kept in a checkpoint. */
export const writeFile = async (
  parts: WriteParts,
  thread: ThreadId,
  { path, text, version }: { readonly path: string; readonly text: string; readonly version: string | null },
): Promise<SavedFile> => {
  assertInside(path);
  return parts.checkpoints.hold(thread, { why: 'before-act', label: `Before saving ${path}`.slice(0, 200) }, (held) =>
    save(parts, held, path, text, version),
  );
};
