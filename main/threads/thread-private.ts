/** What the core keeps about a thread and tells nobody; stored in the thread's row. */
import type { AgentId, ThreadId } from '#contract/ids.ts';
import type { Placement, Thread, Usage } from '#contract/threads.ts';
import type { SessionReference } from '#main/agents/agent-backend.ts';
import type { KnownPullRequest } from '#main/forge/forge-news.ts';
import type { Storage } from '#main/storage/storage.ts';

export interface KnownSession {
  readonly agent: AgentId;
  readonly reference: SessionReference;
  /**
   * The conversation is to go on from an earlier point of that record: as a conversation beside it, or (`fork-or-back`) in the record
   * itself, where what came later is taken out. Gone once the agent has done so.
   */
  readonly from?: { readonly mark: string; readonly how: 'fork' | 'fork-or-back' };
}

export interface ThreadPrivate {
  readonly placement: Placement;
  /** The agent's own record of the conversation; null before it has named one. */
  readonly session: KnownSession | null;
  /** The agent is to be told that its goal was cleared: it could not be reached when that happened. */
  readonly goalToClear?: boolean;
  /** A fork: what was said in another thread up to a position belongs to this conversation. */
  readonly forkedFrom?: { readonly thread: ThreadId; readonly position: number; readonly setAside: NonNullable<Thread['setAside']> };
  /** The place is made and set up: a turn may begin. */
  readonly prepared: boolean;
  /** Who chose the title; the agent's suggestion never replaces a person's. */
  readonly titleBy: 'prompt' | 'person' | 'agent';
  /** Of the turns that have ended. */
  readonly usageBefore: Usage;
  /** What the thread was told of its pull request. */
  readonly pullRequest?: KnownPullRequest;
}

export type ThreadStorage = Storage<ThreadPrivate>;

export const noUsage: Usage = {
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  contextTokens: null,
  contextWindow: null,
  costUsd: null,
};

/** The sum; context figures are those of the later one where it tells them. */
export const addUsage = (before: Usage, later: Usage): Usage => ({
  inputTokens: before.inputTokens + later.inputTokens,
  cachedTokens: before.cachedTokens + later.cachedTokens,
  outputTokens: before.outputTokens + later.outputTokens,
  contextTokens: later.contextTokens ?? before.contextTokens,
  contextWindow: later.contextWindow ?? before.contextWindow,
  costUsd: before.costUsd === null && later.costUsd === null ? null : (before.costUsd ?? 0) + (later.costUsd ?? 0),
});
