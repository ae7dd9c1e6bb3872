import { expect, test } from 'vitest';
import type { Agent } from '#contract/agents.ts';
import { agentHint, isPlanning, modeInForce, offeredAgents } from './agent-choice.ts';

const agent = (id: string, more: Partial<Agent> = {}): Agent => ({
  id: id as never,
  backend: id,
  label: id,
  status: { kind: 'ready', version: '1' },
  abilities: { steer: 'none', images: false, questions: false, plans: false, resume: true },
  models: [],
  ...more,
});
const missing = { status: { kind: 'missing', message: 'Gemini is not installed.', fix: 'npm i -g gemini' } } as const;

test('what can be used comes first, what is not installed last; hidden ones only where they are chosen', () => {
  const all = [agent('gemini', missing), agent('scripted'), agent('codex'), agent('old', { hidden: true })];
  expect(offeredAgents(all, []).map(({ id }) => id)).toEqual(['codex', 'scripted', 'gemini']);
  expect(offeredAgents(all, ['old' as never]).map(({ id }) => id)).toEqual(['codex', 'old', 'scripted', 'gemini']);
});

test('one that is not there says what to do', () => {
  expect([agentHint(agent('gemini', missing)), agentHint(agent('codex', { account: 'me@x' }))]).toEqual([
    'Gemini is not installed. — npm i -g gemini',
    'version 1 · me@x',
  ]);
});

test('the mode in force is the chosen one, else the default', () => {
  const modes = [
    { id: 'plan', label: 'Plan', effect: '', kind: 'plan' },
    { id: 'work', label: 'Work', effect: '', kind: 'default' },
  ] as const;
  const one = agent('one', { modes });
  expect([
    modeInForce(one, 'plan')?.id,
    modeInForce(one, null)?.id,
    modeInForce(one, 'gone')?.id,
    modeInForce(agent('two'), 'plan'),
  ]).toEqual(['plan', 'work', 'work', undefined]);
  expect([isPlanning(one, 'plan'), isPlanning(one, null), isPlanning(one, 'work')]).toEqual([true, false, false]);
});
