/** Fields of a thread that the user sets directly. */
import type { Thread, ThreadPatch } from '#contract/threads.ts';
import { isActive } from '#contract/column.ts';
import { failure } from '#contract/failure.ts';
import { endProjectCommands } from './project-command.ts';
import type { ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';

/** Agent, model, effort and policy take effect with the next turn. */
export const updateThread = (context: ThreadsContext, slot: ThreadSlot, patch: ThreadPatch): Thread => {
  const { done, archived, title, ...plain } = patch;
  if (patch.agent !== undefined) context.agents.backend(patch.agent);
  if (archived === true && isActive(slot.thread.state)) {
    throw failure('busy', 'The task is at work, so it cannot be archived.', 'Stop it first.');
  }
  const now = context.now();
  const switched = patch.agent !== undefined && patch.agent !== slot.thread.agent;
  context.book.commit(slot, {
    thread: {
      ...plain,
      ...(title === undefined ? {} : { title: title.trim() || slot.thread.title }),
      ...(done === undefined ? {} : { doneAt: done ? now : null }),
      ...(archived === undefined ? {} : { archivedAt: archived ? now : null }),
      // A model belongs to its agent.
      ...(switched && patch.model === undefined ? { model: null } : {}),
      ...(switched && patch.effort === undefined ? { effort: null } : {}),
    },
    ...(title === undefined ? {} : { private: { titleBy: 'person' } }),
  });
  if (archived === true) void endProjectCommands(context, slot);
  return slot.thread;
};
