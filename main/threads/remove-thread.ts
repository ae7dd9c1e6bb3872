/** Removing a thread and bringing it back. The row stays as a tombstone; git keeps a snapshot of the worktree. */
import type { ThreadId } from '#contract/ids.ts';
import { failure } from '#contract/failure.ts';
import type { RemovalPreview, Thread } from '#contract/threads.ts';
import { log } from '#main/base/log.ts';
import { endProjectCommands } from './project-command.ts';
import { closeSession } from './sessions.ts';
import { stopThread } from './stop-thread.ts';
import { tearDown } from './teardown.ts';
import { placeOf, projectOf, type ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';

const runningIn = ({ terminals }: ThreadsContext, slot: ThreadSlot): readonly string[] => [
  ...activityIn(slot),
  ...[...slot.commands.values()].map(({ name, command }) => `${name}: ${command}`),
  // Run commands are among the commands.
  ...terminals.runningOf({ kind: 'thread', thread: slot.id }).flatMap(({ kind, label }) => (kind === 'run' ? [] : [`Terminal: ${label}`])),
];

const activityIn = (slot: ThreadSlot): readonly string[] => {
  switch (slot.activity.kind) {
    case 'none':
      return [];
    case 'preparing':
      return ['The preparation of the worktree'];
    case 'turn':
      return [slot.thread.live ?? 'A turn of the agent'];
  }
};

export const previewRemoval = async (context: ThreadsContext, slot: ThreadSlot): Promise<RemovalPreview> => {
  const running = runningIn(context, slot);
  if (slot.thread.worktree.path === null || context.projects.find(slot.thread.project) === null) {
    return { worktree: 'none', uncommitted: [], uncommittedMore: 0, unpushed: [], running, bytes: null };
  }
  return { ...(await context.worktrees.removal(placeOf(context, slot))), running };
};

/** Runs inside the thread's mailbox. Gives sentences about what did not go well without keeping the thread. */
export const removeThread = async (context: ThreadsContext, slot: ThreadSlot): Promise<readonly string[]> => {
  await stopThread(context, slot);
  await closeSession(slot);
  await endProjectCommands(context, slot);
  const { worktree: before } = slot.thread;
  const hasPlace = before.path !== null && before.status !== 'planned' && context.projects.find(slot.thread.project) !== null;
  const notes = hasPlace ? await tearDown(context, slot) : [];
  context.changes.forget(slot.id);
  await context.sandboxes.forget(slot.id);
  const worktree = hasPlace ? await context.worktrees.remove(placeOf(context, slot)) : before;
  await context.terminals.forget({ kind: 'thread', thread: slot.id });
  context.book.drop(slot, { ...slot.thread, worktree, removedAt: context.now() });
  return notes;
};

/** Gives the thread back as it was; its worktree is made again from the snapshot. */
export const restoreThread = async (context: ThreadsContext, id: ThreadId, signal: AbortSignal): Promise<Thread> => {
  const stored = context.book.storage.threads.get(id);
  if (stored === null || stored.thread.removedAt === null) {
    throw failure('not-found', 'There is no removed task of that name.', 'It may have been restored already.');
  }
  const project = projectOf(context, stored.thread.project);
  let { worktree } = stored.thread;
  let notes: readonly string[] = [];
  if (worktree.status === 'removed') {
    const restored = await context.worktrees.restore({ thread: id, project, worktree, signal, onProgress: () => undefined });
    worktree = restored.worktree;
    notes = restored.notes;
  }
  if (context.book.find(id) !== null) return context.book.get(id).thread;
  const slot = context.book.add({ ...stored.thread, worktree, removedAt: null }, stored.private, [], { known: true });
  for (const { item } of context.book.storage.items.live().filter((live) => live.thread === id)) slot.log.adopt(item);
  log.info('threads.restored', { thread: id, notes: notes.length });
  context.changes.poke(id);
  return slot.thread;
};
