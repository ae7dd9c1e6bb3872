/** A race: the same task given to several agents or models, each in a worktree of its own, to be compared and one picked. */
import { z } from './zod.ts';
import { AgentId, AttachmentId, ProjectId, RaceId, ThreadId } from './ids.ts';
import { PolicyName } from './policy.ts';
import { call } from './rpc.ts';
import { MessageText, Thread } from './threads.ts';

export const RaceVariant = z.object({
  agent: AgentId,
  model: z.string().max(200).nullable().default(null),
  effort: z.string().max(40).nullable().default(null),
  mode: z.string().max(100).nullable().optional(),
});
export type RaceVariant = z.infer<typeof RaceVariant>;

export const RACE_VARIANTS_MAX = 8;

export const NewRace = z.object({
  project: ProjectId,
  prompt: MessageText,
  attachments: z.array(AttachmentId).max(100).default([]),
  title: z.string().max(200).optional(),
  /** Branch, tag or commit that all of them start from; null is the project's default. */
  base: z.string().max(300).nullable().default(null),
  policy: PolicyName.optional(),
  tags: z.array(z.string().max(40)).max(20).default([]),
  variants: z.array(RaceVariant).min(2).max(RACE_VARIANTS_MAX),
});
export type NewRace = z.infer<typeof NewRace>;

export const raceCalls = {
  'races.start': call(NewRace, z.object({ race: RaceId, threads: z.array(Thread).readonly() })),
  /**
   * The winner goes on alone: the others are stopped and archived, their worktrees and branches stay; with `keep` they stay
   * as they are and only leave the race. Gives the threads that were archived.
   */
  'races.pick': call(
    z.object({ race: RaceId, winner: ThreadId, others: z.enum(['archive', 'keep']) }),
    z.object({ archived: z.array(ThreadId).readonly() }),
  ),
} as const;
