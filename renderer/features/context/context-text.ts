/** What the context panel says. Pure. */
import { contextParts, type ContextPart, type ContextView, type ModelCall } from '#contract/context.ts';
import { percent } from '#renderer/ui/units.ts';

export const partLabels: Readonly<Record<ContextPart, string>> = {
  system: 'System prompt',
  tools: 'Tools',
  instructions: 'AGENTS.md',
  skills: 'Skills',
  user: 'Your messages',
  assistant: 'Answers and calls',
  reasoning: 'Reasoning',
  'tool-output': 'Tool output',
};

export interface PartShare {
  readonly part: ContextPart;
  readonly tokens: number;
  /** Of the window, or of the call's input where the window is not known; 0 to 1. */
  readonly share: number;
}

/** The parts of the newest call of the agent's work, in the order in which they are sent. */
export const partShares = (call: ModelCall): readonly PartShare[] => {
  const whole = Math.max(1, call.contextWindow ?? call.inputTokens);
  return contextParts.map((part) => ({ part, tokens: call.parts[part], share: Math.min(1, call.parts[part] / whole) }));
};

/** The newest call that shows what the context holds now. */
export const newestStep = (view: ContextView): ModelCall | null =>
  view.calls.findLast((call) => call.purpose === 'step') ?? view.calls.at(-1) ?? null;

export interface CallTotals {
  readonly input: number;
  readonly output: number;
  /** Share of the input that came from the provider's cache; null before anything was sent. */
  readonly cached: number | null;
  /** Null when no price is known for any of them. */
  readonly cost: number | null;
}

export const callTotals = (calls: readonly ModelCall[]): CallTotals => {
  const input = calls.reduce((sum, call) => sum + call.inputTokens, 0);
  const cached = calls.reduce((sum, call) => sum + call.cachedTokens, 0);
  const costs = calls.flatMap((call) => call.costUsd ?? []);
  return {
    input,
    output: calls.reduce((sum, call) => sum + call.outputTokens, 0),
    cached: input === 0 ? null : cached / input,
    cost: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
  };
};

export const purposeWord: Readonly<Record<ModelCall['purpose'], string>> = {
  step: 'Step',
  compaction: 'Summary',
  handoff: 'Progress file',
};

export const cachedWord = (call: Pick<ModelCall, 'inputTokens' | 'cachedTokens'>): string =>
  call.inputTokens === 0 ? '' : percent(call.cachedTokens / call.inputTokens);
