/** Takes a worktree away so that it can be brought back: snapshot, folder aside, entry and branch out of git's books. */
import { AppError } from '#contract/failure.ts';
import type { Worktree } from '#contract/threads.ts';
import { readHead } from '#main/git/head.ts';
import { moveRefs, resolveCommit } from '#main/git/refs.ts';
import { findRepositoryIfAny, type Repository } from '#main/git/repository.ts';
import { findAdminDir, groundAt, listAdminDirs } from '#main/git/thread-ground.ts';
import { unregisterWorktree } from '#main/git/worktree-add.ts';
import { isFolder, snapshotRef, type Parts } from './parts.ts';
import { takeBranchSnapshot, takeSnapshot } from './snapshot.ts';
import type { ThreadPlace } from './worktrees.ts';

/** Null too when the project's folder is gone: what is left is deleting a folder. */
export const repositoryOf = (parts: Parts, path: string): Promise<Repository | null> =>
  findRepositoryIfAny(parts.git, path).catch((error: unknown) => {
    if (error instanceof AppError && error.failure.kind === 'unavailable') return null;
    throw error;
  });

const isCheckedOut = async (parts: Parts, repository: Repository, branch: string): Promise<boolean> => {
  const others = (await listAdminDirs(repository.commonDir)).map(({ adminDir }) => adminDir);
  for (const adminDir of [repository.gitDir, ...others]) {
    const head = await readHead(parts.git, { commonDir: repository.commonDir, adminDir }).catch(() => null);
    if (head?.ref === `refs/heads/${branch}`) return true;
  }
  return false;
};

const snapshot = async (parts: Parts, place: ThreadPlace, repository: Repository, path: string): Promise<string | null> => {
  const { thread, worktree } = place;
  const known = (await isFolder(path)) && (await findAdminDir(repository.commonDir, path)) !== null;
  if (known) return takeSnapshot(parts, thread, await groundAt(parts.shadows, repository, path));
  // A removal that failed half-way took its snapshot before the folder went: it must not be replaced by a poorer one.
  if ((await resolveCommit(parts.git, repository.commonDir, snapshotRef(thread))) !== null) return snapshotRef(thread);
  return worktree.branch === null ? null : takeBranchSnapshot(parts, thread, repository.commonDir, worktree.branch);
};

/** Everything after the snapshot. Each step may have been done already: boot runs it again after a crash. */
export const finishRemoval = async (
  parts: Parts,
  repository: Repository | null,
  worktree: Pick<Worktree, 'path' | 'branch'>,
): Promise<void> => {
  const { path, branch } = worktree;
  const adminDir = repository === null || path === null ? null : await findAdminDir(repository.commonDir, path);
  if (path !== null) await parts.trash.throwAway(path);
  if (repository === null) return;
  if (adminDir !== null) await unregisterWorktree(repository.commonDir, adminDir);
  if (branch === null || (await isCheckedOut(parts, repository, branch))) return;
  const ref = `refs/heads/${branch}`;
  const tip = await resolveCommit(parts.git, repository.commonDir, ref);
  if (tip !== null) await moveRefs(parts.git, repository.commonDir, [{ ref, to: null, from: tip }], 'switchyard: remove');
};

export const remove = async (parts: Parts, place: ThreadPlace): Promise<Worktree> => {
  const { thread, project, worktree } = place;
  const removed = { ...worktree, status: 'removed', bytes: null } as const;
  if (worktree.place !== 'worktree' || worktree.path === null) return removed;
  const { path, branch } = worktree;
  const repository = await repositoryOf(parts, project.path);
  const intent = parts.intents.begin({ kind: 'worktree.remove', thread, data: { path, branch } });
  try {
    const kept = repository === null ? null : await snapshot(parts, place, repository, path);
    await finishRemoval(parts, repository, worktree);
    return { ...removed, snapshot: kept };
  } finally {
    parts.intents.end(intent);
  }
};

/** Gives the snapshot up for good. */
export const forget = async (parts: Parts, place: ThreadPlace): Promise<void> => {
  const repository = await repositoryOf(parts, place.project.path);
  if (repository === null) return;
  await moveRefs(parts.git, repository.commonDir, [{ ref: snapshotRef(place.thread), to: null }], 'switchyard: forget');
};
