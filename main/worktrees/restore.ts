/** Undoes a removal from its snapshot: branch, files, untracked files, index. */
import { failure } from '#contract/failure.ts';
import { effectiveSettings } from '#contract/projects.ts';
import type { Worktree } from '#contract/threads.ts';
import { checkoutFiles } from '#main/git/checkout-files.ts';
import { listBranches, moveRefs, resolveCommit } from '#main/git/refs.ts';
import { knownRepository } from '#main/git/repository.ts';
import { groundAt } from '#main/git/thread-ground.ts';
import { placeWorktree, unplaceWorktree } from './create.ts';
import { branchTemplate, isFolder, isThere, pathOf, type Parts } from './parts.ts';
import { freeBranch, freePath, hasOwnFolder } from './place-names.ts';
import { prepareFiles } from './prepare-files.ts';
import { readSnapshot } from './snapshot.ts';
import type { Created, CreateRequest, ThreadPlace } from './worktrees.ts';

export type RestoreRequest = ThreadPlace & Pick<CreateRequest, 'signal' | 'onProgress'>;

const restoreKept = async (request: RestoreRequest): Promise<Created> => {
  const { worktree } = request;
  const there = worktree.path !== null && (await isFolder(worktree.path));
  return { worktree: { ...worktree, status: worktree.path === null ? 'planned' : there ? 'ready' : 'missing' }, notes: [] };
};

const restoreFromSnapshot = async (parts: Parts, request: RestoreRequest, ref: string): Promise<Created> => {
  const { git } = parts;
  const { project, worktree, signal } = request;
  const repository = await knownRepository(git, project.path);
  const { commonDir } = repository;
  const snapshot = await readSnapshot(parts, commonDir, ref);
  const notes: string[] = [];
  const at = snapshot.branch === null ? null : await resolveCommit(git, commonDir, `refs/heads/${snapshot.branch}`);
  const branch =
    snapshot.branch === null || at === null || at === snapshot.tip
      ? snapshot.branch
      : freeBranch(snapshot.branch, await listBranches(git, commonDir), hasOwnFolder(branchTemplate(parts, request.project)));
  if (branch !== snapshot.branch) notes.push(`The branch ${snapshot.branch} is taken by now; the thread goes on as ${branch}.`);
  const path = await freePath(pathOf(worktree), isThere);
  if (path !== worktree.path) notes.push(`The folder ${worktree.path} is taken by now; the thread is in ${path}.`);
  const target = { path, branch, commit: snapshot.tip };
  try {
    const adminDir = await placeWorktree(parts, repository, target, signal);
    const place = await groundAt(parts.shadows, repository, path);
    const onProgress = (done: number, total: number): void => request.onProgress({ step: 'files', done, total });
    // What an agent left may name filters: none but LFS runs for it.
    await checkoutFiles(git, { ground: place.ground, files: snapshot.files, index: snapshot.index, adminDir, onProgress }, { signal });
    const { copy = [], seed = [], seedByCopy = false } = effectiveSettings(project);
    if (repository.workTree !== null && copy.length + seed.length > 0) {
      const from = await groundAt(parts.shadows, repository, repository.workTree);
      notes.push(...(await prepareFiles({ git, from, to: place.workTree, copy, seed, seedByCopy, signal })));
    }
  } catch (error) {
    // The snapshot is still there: the next try begins anew.
    await unplaceWorktree(parts, commonDir, target).catch(() => undefined);
    throw signal.aborted ? failure('cancelled', 'Stopped.') : error;
  }
  const restored: Worktree = { ...worktree, status: 'ready', path, branch, snapshot: null, bytes: null };
  await moveRefs(git, commonDir, [{ ref, to: null }], 'switchyard: restored');
  return { worktree: restored, notes };
};

export const restore = async (parts: Parts, request: RestoreRequest): Promise<Created> => {
  const { thread, worktree } = request;
  if (worktree.place !== 'worktree') return restoreKept(request);
  if (worktree.snapshot === null) {
    // Removed before it was made, or its repository was gone: there is nothing to bring back but the plan.
    return { worktree: { ...worktree, status: worktree.baseCommit === null ? 'missing' : 'planned' }, notes: [] };
  }
  const intent = parts.intents.begin({ kind: 'worktree.restore', thread, data: { path: worktree.path, snapshot: worktree.snapshot } });
  try {
    return await restoreFromSnapshot(parts, request, worktree.snapshot);
  } finally {
    parts.intents.end(intent);
  }
};
