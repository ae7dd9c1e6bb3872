/** What an agent can be told to do beside answering a message: sum up its context, review, work towards a goal. */
import { z } from './zod.ts';
import { ThreadId } from './ids.ts';
import { call } from './rpc.ts';

/** What the agent's own review mode is to look at. */
export const ReviewTarget = z.discriminatedUnion('kind', [
  /** What is not committed. */
  z.object({ kind: z.literal('uncommitted') }),
  /** All that differs from a branch. */
  z.object({ kind: z.literal('base'), branch: z.string().min(1).max(300) }),
  /** What the text says. */
  z.object({ kind: z.literal('custom'), text: z.string().min(1).max(20_000) }),
]);
export type ReviewTarget = z.infer<typeof ReviewTarget>;

/** What began a turn, where that was no message. Trying such a turn again does the same once more. */
export const TurnAct = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('compact') }),
  z.object({ kind: z.literal('review'), target: ReviewTarget }),
  /** The first turn of an agent that took over from another one. */
  z.object({ kind: z.literal('handoff'), from: z.string(), to: z.string() }),
]);
export type TurnAct = z.infer<typeof TurnAct>;

export const GOAL_MAX_CHARS = 4_000;

const onThread = z.object({ thread: ThreadId });

export const turnActCalls = {
  /** The agent sums up its context now. `unavailable` when it has no such ability, `busy` while a turn runs. */
  'threads.compact': call(onThread, z.null()),
  /** Begins a turn in the agent's own review mode. Fails as `threads.compact` does. */
  'threads.review-mode': call(onThread.extend({ target: ReviewTarget }), z.null()),
  /**
   * What the agent works towards of its own accord, turn after turn; null clears it. Also while a turn runs. `unavailable` when
   * the agent has no such ability.
   */
  'threads.goal': call(onThread.extend({ goal: z.string().trim().min(1).max(GOAL_MAX_CHARS).nullable() }), z.null()),
} as const;
