/** On boot: finishes or undoes what a crash cut, and looks which worktrees are still there. */
import { log } from '#main/base/log.ts';
import type { Worktree } from '#contract/threads.ts';
import { resolveCommit } from '#main/git/refs.ts';
import type { Intent } from './intents.ts';
import { isFolder, snapshotRef, type Parts } from './parts.ts';
import { finishRemoval, repositoryOf } from './remove.ts';
import type { Reconciled, ThreadPlace } from './worktrees.ts';

type Found = Omit<Reconciled, 'thread'>;

/** A removal that was cut: its snapshot was taken, so finish; or it was not, and nothing else was done. */
const settleRemoval = async (parts: Parts, place: ThreadPlace): Promise<Found> => {
  const { worktree } = place;
  const repository = await repositoryOf(parts, place.project.path);
  const ref = snapshotRef(place.thread);
  const kept = repository !== null && (await resolveCommit(parts.git, repository.commonDir, ref)) !== null;
  if (!kept && repository !== null) return { worktree, note: 'Removing the worktree was cut off before it began; it is untouched.' };
  await finishRemoval(parts, repository, worktree);
  return {
    worktree: { ...worktree, status: 'removed', bytes: null, snapshot: kept ? ref : null },
    note: 'Removing the worktree was cut off and is finished now; it can be restored.',
  };
};

/** A restore that was cut: what it made is thrown away, the snapshot is still there. */
const settleRestore = async (parts: Parts, place: ThreadPlace): Promise<Found> => {
  const { worktree } = place;
  const repository = await repositoryOf(parts, place.project.path);
  const ref = worktree.snapshot ?? snapshotRef(place.thread);
  const kept = repository !== null && (await resolveCommit(parts.git, repository.commonDir, ref)) !== null;
  if (kept) {
    await finishRemoval(parts, repository, worktree);
    return { worktree: { ...worktree, status: 'removed', snapshot: ref }, note: 'Restoring the worktree was cut off; restore it again.' };
  }
  // The last step deletes the snapshot: everything is there.
  const there = worktree.path !== null && (await isFolder(worktree.path));
  return { worktree: { ...worktree, status: there ? 'ready' : 'missing', snapshot: null }, note: null };
};

const settle = async (parts: Parts, intent: Intent, place: ThreadPlace): Promise<Found> => {
  switch (intent.kind) {
    case 'worktree.remove':
      return settleRemoval(parts, place);
    case 'worktree.restore':
      return settleRestore(parts, place);
    default: {
      if (place.worktree.status === 'ready') return { worktree: place.worktree, note: null };
      const worktree: Worktree = { ...place.worktree, status: 'planned' };
      return { worktree, note: 'Making the worktree was cut off; it goes on from what is there.' };
    }
  }
};

const look = async (place: ThreadPlace): Promise<Found> => {
  const { worktree } = place;
  const there = worktree.path !== null && (await isFolder(worktree.path));
  if (worktree.status === 'ready' && !there)
    return { worktree: { ...worktree, status: 'missing', bytes: null }, note: 'The folder of this thread is gone.' };
  if (worktree.status === 'missing' && there)
    return { worktree: { ...worktree, status: 'ready' }, note: 'The folder of this thread is back.' };
  if (worktree.status === 'creating')
    return { worktree: { ...worktree, status: 'planned' }, note: 'Making the worktree was cut off; it goes on from what is there.' };
  return { worktree, note: null };
};

export const reconcile = async (parts: Parts, places: readonly ThreadPlace[]): Promise<readonly Reconciled[]> => {
  parts.trash.resume();
  const byThread = new Map<string, ThreadPlace>(places.map((place) => [place.thread, place]));
  const settled = new Map<string, Found>();
  for (const intent of parts.intents.open('worktree.')) {
    const place = intent.thread === null ? undefined : byThread.get(intent.thread);
    try {
      if (place !== undefined) settled.set(place.thread, await settle(parts, intent, place));
      parts.intents.end(intent.id);
    } catch (error) {
      // Stays open for the next boot: one broken repository must not keep the core from starting.
      log.warning('worktree.not-reconciled', { intent: intent.kind, thread: intent.thread, error });
    }
  }
  const found: Reconciled[] = [];
  for (const place of places) {
    const { worktree, note } = settled.get(place.thread) ?? (await look(place));
    if (note !== null || JSON.stringify(worktree) !== JSON.stringify(place.worktree)) found.push({ thread: place.thread, worktree, note });
  }
  return found;
};
