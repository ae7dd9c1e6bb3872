/**
 * Branded identifiers. An id is made once, by the core, and never changes.
 * The prefix tells a person reading a log what they look at.
 */
import { z } from './zod.ts';

const id = <Brand extends string>(prefix: string, brand: Brand) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[a-z0-9]{6,32}$`), `is not ${brand} id`)
    .brand<Brand>();

export const ProjectId = id('p', 'a project');
export const ThreadId = id('t', 'a thread');
export const TurnId = id('u', 'a turn');
export const ItemId = id('i', 'an item');
export const ApprovalId = id('a', 'an approval');
export const QueuedId = id('q', 'a queued message');
export const AttachmentId = id('f', 'an attachment');
export const WorkflowId = id('w', 'a long task');
export const RuleId = id('r', 'a rule');
export const CheckpointId = id('k', 'a checkpoint');
export const CommentId = id('c', 'a comment');
export const ActId = id('d', 'an act');
export const RaceId = id('x', 'a race');
export const TerminalId = id('s', 'a terminal');

export type ProjectId = z.infer<typeof ProjectId>;
export type ThreadId = z.infer<typeof ThreadId>;
export type TurnId = z.infer<typeof TurnId>;
export type ItemId = z.infer<typeof ItemId>;
export type ApprovalId = z.infer<typeof ApprovalId>;
export type QueuedId = z.infer<typeof QueuedId>;
export type AttachmentId = z.infer<typeof AttachmentId>;
export type WorkflowId = z.infer<typeof WorkflowId>;
export type RuleId = z.infer<typeof RuleId>;
export type CheckpointId = z.infer<typeof CheckpointId>;
export type CommentId = z.infer<typeof CommentId>;
export type ActId = z.infer<typeof ActId>;
export type RaceId = z.infer<typeof RaceId>;
export type TerminalId = z.infer<typeof TerminalId>;

/** An agent as the user configured it: `codex`, `scripted`, or a name of their own. */
export const AgentId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'is not an agent name');
export type AgentId = z.infer<typeof AgentId>;

/** Longest path that anybody may name; no system takes a longer one. */
export const PATH_MAX_CHARS = 32_768;

/** Milliseconds since the epoch, by the core's clock. */
export const Time = z.number().int().nonnegative();
export type Time = z.infer<typeof Time>;
