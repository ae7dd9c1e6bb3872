/** Fields of a thread that the user sets directly. */
import type { Thread, ThreadPatch } from '#contract/threads.ts';
import { isActive } from '#contract/column.ts';
import { failure } from '#contract/failure.ts';
import { agentOf, fitted, knownMode } from './fit-choice.ts';
import { clearGoal } from './goal.ts';
import { endProjectCommands } from './project-command.ts';
import { turnSettings, withinTime } from './sessions.ts';
import type { ThreadsContext } from './threads-context.ts';
import { runningTurn, type ThreadSlot } from './thread-slot.ts';

/** The thread, and since when a choice of model, effort, mode or policy holds. */
export type Updated = Thread & { readonly inForce?: 'now' | 'next-turn' };

/** Longest that an agent may take to take up a change. */
const CHANGE_MAX_MS = 5_000;

const isChoice = ({ model, effort, mode, policy }: ThreadPatch): boolean =>
  model !== undefined || effort !== undefined || mode !== undefined || policy !== undefined;

/** Tells the agent at once, where it takes that while it works. */
const changeNow = async (context: ThreadsContext, slot: ThreadSlot): Promise<boolean> => {
  const { session } = slot;
  if (runningTurn(slot)?.phase !== 'running' || session === null || session.agent !== slot.thread.agent) return false;
  if (session.session.change === undefined) return false;
  let taken = false;
  await withinTime(
    session.session.change(turnSettings(context, slot)).then(() => (taken = true)),
    CHANGE_MAX_MS,
  );
  return taken;
};

/** Since when the choice holds that a patch makes. At rest that is the next turn, whatever the agent. */
const tellAgent = async (context: ThreadsContext, slot: ThreadSlot, patch: ThreadPatch): Promise<'now' | 'next-turn' | undefined> => {
  if (!isChoice(patch)) return undefined;
  return (await changeNow(context, slot)) ? 'now' : 'next-turn';
};

/** What another agent takes over of the choice that is not made anew. */
const choiceFor = (context: ThreadsContext, { thread }: ThreadSlot, patch: ThreadPatch): Partial<Thread> => {
  const agent = patch.agent ?? thread.agent;
  const mode = patch.mode === undefined ? {} : { mode: knownMode(context, agent, patch.mode) };
  return agent === thread.agent ? mode : { ...fitted(agentOf(context, agent), thread), ...pick(patch), ...mode };
};

const pick = ({ model, effort }: ThreadPatch): Partial<Thread> => ({
  ...(model === undefined ? {} : { model }),
  ...(effort === undefined ? {} : { effort }),
});

export const updateThread = async (context: ThreadsContext, slot: ThreadSlot, patch: ThreadPatch): Promise<Updated> => {
  const { done, archived, title, ...plain } = patch;
  if (patch.agent !== undefined) context.agents.backend(patch.agent);
  if (archived === true && isActive(slot.thread.state)) {
    throw failure('busy', 'The task is at work, so it cannot be archived.', 'Stop it first.');
  }
  const now = context.now();
  // A goal is the old agent's.
  if (patch.agent !== undefined && patch.agent !== slot.thread.agent && slot.thread.goal !== undefined) await clearGoal(context, slot);
  context.book.commit(slot, {
    thread: {
      ...plain,
      ...(title === undefined ? {} : { title: title.trim() || slot.thread.title }),
      ...(done === undefined ? {} : { doneAt: done ? now : null }),
      ...(archived === undefined ? {} : { archivedAt: archived ? now : null }),
      ...choiceFor(context, slot, patch),
    },
    ...(title === undefined ? {} : { private: { titleBy: 'person' } }),
  });
  if (archived === true) void endProjectCommands(context, slot);
  const inForce = await tellAgent(context, slot, patch);
  return inForce === undefined ? slot.thread : { ...slot.thread, inForce };
};
