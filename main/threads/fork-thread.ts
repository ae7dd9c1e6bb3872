/** A new thread that begins where another stood: with its files, and with what was said up to then. */
import type { Checkpoint } from '#contract/checkpoints.ts';
import { NewThread } from '#contract/threads.ts';
import type { Thread } from '#contract/threads.ts';
import { createThread } from './create-thread.ts';
import { agentOf, fitted } from './fit-choice.ts';
import { knownAt } from './marks.ts';
import type { ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';

export interface Fork {
  readonly checkpoint: Checkpoint;
  /** What was checked out at that moment. */
  readonly head: string;
  readonly prompt: string;
  readonly conversation: boolean;
  readonly agent?: string | undefined;
  readonly model?: string | null | undefined;
}

export const forkThread = (context: ThreadsContext, slot: ThreadSlot, fork: Fork): Thread => {
  const { thread } = slot;
  const { checkpoint } = fork;
  const agent = fork.agent ?? thread.agent;
  const model = fork.model === undefined && agent === thread.agent ? thread.model : fork.model;
  const same =
    agent === thread.agent && model === thread.model ? { effort: thread.effort, mode: fitted(agentOf(context, agent), thread).mode } : {};
  const input = NewThread.parse({
    project: thread.project,
    prompt: fork.prompt,
    agent,
    policy: thread.policy,
    tags: thread.tags,
    ...(model === undefined ? {} : { model }),
    ...same,
    placement: { kind: 'worktree', base: thread.worktree.base, start: { commit: fork.head, files: checkpoint.commit } },
  });
  if (!fork.conversation) return createThread(context, input, []).thread;
  const { position, setAside } = checkpoint;
  const session = knownAt(context, slot.id, checkpoint, agent, 'fork');
  return createThread(context, input, [], {}, { forkedFrom: { thread: slot.id, position, setAside }, session }).thread;
};
