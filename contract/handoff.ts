/** Handing a thread from one agent to another in the middle: what the new one is told, which the user reads and edits before. */
import { z } from './zod.ts';
import { AgentId, AttachmentId, ThreadId } from './ids.ts';
import { call } from './rpc.ts';
import { PROMPT_MAX_CHARS } from './threads.ts';

/** Longest handoff, in UTF-16 units; what the app writes is much shorter. */
export const HANDOFF_MAX_CHARS = 200_000;

export const HandoffDraft = z.object({
  /** Markdown. */
  text: z.string(),
  /** Whether the present agent can be asked to write it: it is at rest, knows the conversation and is available. */
  canAsk: z.boolean(),
  /** The present agent wrote it, when asked to. */
  byAgent: z.boolean(),
});
export type HandoffDraft = z.infer<typeof HandoffDraft>;

export const SwitchAgent = z.object({
  thread: ThreadId,
  agent: AgentId,
  /** Absent: what the new agent has of the present choice, else its default. */
  model: z.string().max(200).nullable().optional(),
  effort: z.string().max(40).nullable().optional(),
  mode: z.string().max(100).nullable().optional(),
  /** The handoff as the user left it. Empty: the agent begins without one. */
  text: z.string().max(HANDOFF_MAX_CHARS),
  /** What the new agent is to do now. Empty: to go on. */
  message: z.string().max(PROMPT_MAX_CHARS).default(''),
  attachments: z.array(AttachmentId).max(100).default([]),
});
export type SwitchAgent = z.infer<typeof SwitchAgent>;

export const handoffCalls = {
  /** What `agent` would be told about the thread. Reads; changes nothing. */
  'handoff.draft': call(z.object({ thread: ThreadId, agent: AgentId }), HandoffDraft),
  /** Asks the present agent to write it: a turn. `handoff.draft` has its answer when the turn has ended. */
  'handoff.ask': call(z.object({ thread: ThreadId, agent: AgentId }), z.null()),
  /**
   * The thread goes on with another agent, which gets text and message as its first message. Fails with `busy` while a turn runs.
   * When the new agent cannot be started the old one stays, and what was written becomes the thread's draft.
   */
  'handoff.switch': call(SwitchAgent, z.null()),
} as const;
