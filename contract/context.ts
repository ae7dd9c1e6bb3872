/** What fills an agent's context, and what its model calls used. Told by agents that know it exactly: `native`. */
import { z } from './zod.ts';
import { ThreadId, Time } from './ids.ts';
import { call, topic } from './rpc.ts';

/**
 * What happens before the context is full. `small`: old tool output is left out and the conversation is summed up.
 * `structured`: the agent writes a progress file, and a fresh one goes on from that file alone.
 */
export const ContextMode = z.enum(['small', 'structured']);
export type ContextMode = z.infer<typeof ContextMode>;

export const contextModeTexts: Readonly<Record<ContextMode, { label: string; effect: string }>> = {
  small: { label: 'Summary', effect: 'Near the limit old output is left out, then the conversation is summed up.' },
  structured: {
    label: 'Handoff',
    effect: 'Near the limit the agent writes a progress file; a fresh context goes on from that file alone.',
  },
};

export const ContextPart = z.enum(['system', 'tools', 'instructions', 'skills', 'user', 'assistant', 'reasoning', 'tool-output']);
export type ContextPart = z.infer<typeof ContextPart>;
export const contextParts: readonly ContextPart[] = ContextPart.options;

/** Tokens by part. They add up to the provider's own count of the call's input. */
export const PartTokens = z.record(ContextPart, z.number().int().nonnegative());
export type PartTokens = z.infer<typeof PartTokens>;

const tokens = z.number().int().nonnegative();

/** One call of a model. */
export const ModelCall = z.object({
  /** 1, 2, 3 … within the thread. */
  number: z.number().int().positive(),
  at: Time,
  /** `step`: the agent's work; the others made room in the context. */
  purpose: z.enum(['step', 'compaction', 'handoff']),
  model: z.string(),
  parts: PartTokens,
  inputTokens: tokens,
  cachedTokens: tokens,
  outputTokens: tokens,
  reasoningTokens: tokens,
  costUsd: z.number().nullable(),
  contextWindow: z.number().int().nullable(),
});
export type ModelCall = z.infer<typeof ModelCall>;

/** The newest calls kept in the view. */
export const CALLS_SHOWN = 100;

export const ContextView = z.object({
  /** The newest `CALLS_SHOWN`, oldest first. */
  calls: z.array(ModelCall).readonly(),
  callsTotal: z.number().int().nonnegative(),
});
export type ContextView = z.infer<typeof ContextView>;

/** A file of instructions as an agent of the thread sees it. */
export const InstructionFile = z.object({
  /** Relative to the worktree. */
  path: z.string(),
  bytes: z.number().int().nonnegative(),
  /** Bytes of it that reach the agent; less than `bytes` when the limit cut it. */
  usedBytes: z.number().int().nonnegative(),
  /** Why it is left out or cut; null when it is whole. */
  note: z.string().nullable(),
});
export type InstructionFile = z.infer<typeof InstructionFile>;

export const InstructionsView = z.object({
  /** `ours`: put into the prompt by Switchyard; `agent`: the agent program looks for them by itself. */
  by: z.enum(['ours', 'agent']),
  /** From the outermost to the nearest, which wins. */
  files: z.array(InstructionFile).readonly(),
});
export type InstructionsView = z.infer<typeof InstructionsView>;

const onThread = z.object({ thread: ThreadId });

export const contextCalls = {
  context: topic(onThread, ContextView, ModelCall),
  /** The instructions (AGENTS.md) that the thread's agent sees. */
  'context.instructions': call(onThread, InstructionsView),
} as const;

export const reduceContext = (view: ContextView, added: ModelCall): ContextView => ({
  calls: [...view.calls, added].slice(-CALLS_SHOWN),
  callsTotal: view.callsTotal + 1,
});
