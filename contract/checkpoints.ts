/**
 * Checkpoints: a thread's folder as it lay there at a moment, untracked files included, kept as hidden git objects
 * under refs of our own. The user's index, stash, HEAD and hooks are not touched.
 */
import { z } from './zod.ts';
import { AgentId, CheckpointId, ThreadId, Time, TurnId } from './ids.ts';
import { call, topic } from './rpc.ts';
import { ChangeTotals, PROMPT_MAX_CHARS, Thread } from './threads.ts';

export const Checkpoint = z.object({
  id: CheckpointId,
  thread: ThreadId,
  /**
   * `turn-start`, `turn-end`: around a turn. `before-act`: before something that changes files or index.
   * `look`: what the user had seen. `user`: asked for.
   */
  why: z.enum(['turn-start', 'turn-end', 'before-act', 'look', 'user']),
  turn: TurnId.nullable(),
  /** What the user called it, or what was about to be done. */
  label: z.string(),
  /** Position of the thread's newest item at that moment: where restoring the conversation goes back to. */
  position: z.number().int().nonnegative(),
  commit: z.string(),
  /** Stretches of the log that were set aside at that moment, as in `Thread.setAside`. */
  setAside: z.array(z.object({ from: z.number().int(), to: z.number().int(), at: Time })).readonly(),
  at: Time,
});
export type Checkpoint = z.infer<typeof Checkpoint>;

export const CheckpointsEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('put'), checkpoint: Checkpoint }),
  z.object({ kind: z.literal('removed'), checkpoints: z.array(CheckpointId).readonly() }),
]);
export type CheckpointsEvent = z.infer<typeof CheckpointsEvent>;

/** The reducer of the `checkpoints` topic: newest first. */
export const applyCheckpoints = (list: readonly Checkpoint[], event: CheckpointsEvent): readonly Checkpoint[] =>
  event.kind === 'removed'
    ? list.filter(({ id }) => !event.checkpoints.includes(id))
    : [event.checkpoint, ...list.filter(({ id }) => id !== event.checkpoint.id)].toSorted((a, b) => b.at - a.at);

export const RestoreWhat = z.enum(['files', 'conversation', 'both']);
export type RestoreWhat = z.infer<typeof RestoreWhat>;

const onThread = z.object({ thread: ThreadId });
const onCheckpoint = z.object({ thread: ThreadId, checkpoint: CheckpointId });

export const checkpointCalls = {
  /** The thread's checkpoints, newest first. Compare two with the scopes `between.a.b` and `since.a`. */
  checkpoints: topic(onThread, z.array(Checkpoint).readonly(), CheckpointsEvent),
  'checkpoints.take': call(onThread.extend({ label: z.string().max(200).default('') }), Checkpoint),
  /** What restoring it would change in the folder, and how many items would be set aside. */
  'checkpoints.preview': call(
    onCheckpoint,
    z.object({ totals: ChangeTotals, paths: z.array(z.string()).readonly(), items: z.number().int() }),
  ),
  /**
   * Goes back to a checkpoint. What is there now is kept as a checkpoint first: `before`; restoring that one the same way
   * undoes it. Later items of the conversation are set aside (`Thread.setAside`), never deleted: the agent goes on
   * as if they had not been said. `busy` while a turn runs.
   */
  'checkpoints.restore': call(onCheckpoint.extend({ what: RestoreWhat }), z.object({ before: Checkpoint })),
  /**
   * A new thread in a worktree of its own that begins with the files of the checkpoint and, with `conversation`, knows
   * what was said up to it.
   */
  'checkpoints.fork': call(
    onCheckpoint.extend({
      prompt: z.string().min(1).max(PROMPT_MAX_CHARS),
      conversation: z.boolean().default(true),
      agent: AgentId.optional(),
      model: z.string().max(200).nullable().optional(),
    }),
    Thread,
  ),
} as const;
