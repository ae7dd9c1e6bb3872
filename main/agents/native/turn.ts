/** A running turn: what the parts of the loop share. */
import type { AgentUsage, Guidance, TurnSettings } from '#main/agents/agent-backend.ts';
import type { ModelClient, ModelTool, ModelUsage } from '#main/models/model-client.ts';
import { accountCall } from './context/keep-context.ts';
import { learnCharsPerToken, type ContextContent, type PromptParts } from './context/parts.ts';
import type { Conversation, JournalEntry } from './conversation.ts';
import type { Desk, NativeTool } from './native-tool.ts';

export interface Turn {
  readonly client: ModelClient;
  readonly settings: TurnSettings;
  readonly desk: Omit<Desk, 'begin'>;
  readonly tools: ReadonlyMap<string, NativeTool>;
  readonly cacheKey: string;
  /** Writes to the journal; the conversation is changed when it returns. */
  readonly record: (entry: JournalEntry) => void;
  readonly conversation: () => Conversation;
  /** Stays the same from call to call, so that providers keep it. */
  prompt: PromptParts;
  guidance: Guidance | null;
  /** Reads prompt and guidance anew: a fresh context begins. */
  readonly refresh: () => Promise<void>;
  /** Of all model calls of the turn. */
  usage: AgentUsage;
  /** What the provider counted for the last call; null before the first. */
  charsPerToken: number | null;
}

export const definitionsOf = (turn: Turn): readonly ModelTool[] => [...turn.tools.values()].map(({ definition }) => definition);

export const contentOf = (turn: Turn): ContextContent => ({
  prompt: turn.prompt,
  tools: definitionsOf(turn),
  messages: turn.conversation().messages,
});

export const noUsage = (window: number | null): AgentUsage => ({
  ...{ inputTokens: 0, cachedTokens: 0, outputTokens: 0 },
  ...{ contextTokens: null, contextWindow: window, costUsd: null },
});

/** Adds a call to the turn's usage and tells it. */
export const count = (turn: Turn, content: ContextContent, used: ModelUsage): void => {
  const { usage, client } = turn;
  const cost = client.cost(used);
  turn.charsPerToken = learnCharsPerToken(content, used.inputTokens);
  turn.usage = {
    inputTokens: usage.inputTokens + used.inputTokens,
    cachedTokens: usage.cachedTokens + used.cachedTokens,
    outputTokens: usage.outputTokens + used.outputTokens,
    contextTokens: used.inputTokens + used.outputTokens,
    contextWindow: client.contextWindow,
    costUsd: cost === null ? usage.costUsd : (usage.costUsd ?? 0) + cost,
  };
  turn.desk.emit({ kind: 'model-call', call: accountCall(client, content, used, 'step') });
  turn.desk.emit({ kind: 'usage', usage: turn.usage });
};
