import { expect, test } from 'vitest';
import type { ModelCall } from '#contract/context.ts';
import { callTotals, newestStep, partShares } from './context-text.ts';

const call = (over: Partial<ModelCall>): ModelCall => ({
  number: 1,
  at: 0,
  purpose: 'step',
  model: 'local/m',
  parts: { system: 50, tools: 0, instructions: 0, skills: 0, user: 50, assistant: 0, reasoning: 0, 'tool-output': 0 },
  inputTokens: 100,
  cachedTokens: 25,
  outputTokens: 10,
  reasoningTokens: 0,
  costUsd: null,
  contextWindow: 200,
  ...over,
});

test('shares are of the window, or of the input where that is not known', () => {
  const shares = (one: ModelCall) => partShares(one).filter(({ tokens }) => tokens > 0);
  expect([shares(call({})).map(({ share }) => share), shares(call({ contextWindow: null })).map(({ share }) => share)]).toEqual([
    [0.25, 0.25],
    [0.5, 0.5],
  ]);
});

test('sums and what the context holds now', () => {
  const calls = [call({}), call({ number: 2, costUsd: 0.5 }), call({ number: 3, purpose: 'handoff' })];
  expect([callTotals(calls), callTotals([]).cached, newestStep({ calls, callsTotal: 3 })?.number]).toEqual([
    { input: 300, output: 30, cached: 0.25, cost: 0.5 },
    null,
    2,
  ]);
});
