import { expect, test } from 'vitest';
import type { ProjectId } from '#contract/ids.ts';
import { newLongTask, noLongTask, roundsError, tokensError } from './long-task.ts';
import { noChoices } from './new-task-choices.ts';

test('limits are numbers within bounds', () => {
  expect([roundsError('4'), roundsError('0'), roundsError('many'), tokensError(''), tokensError('500,000'), tokensError('12')]).toEqual([
    null,
    expect.any(String),
    expect.any(String),
    null,
    null,
    expect.any(String),
  ]);
});

test('the first agent works, the others are who was chosen, or the same', () => {
  const choices = {
    ...noChoices,
    project: 'p_aaaaaa' as ProjectId,
    policy: 'workspace-write' as const,
    models: { native: { model: 'm', effort: null } },
  };
  const long = { ...noLongTask, tokens: '500 000', evaluator: { agent: 'codex', model: '' }, evaluatorWrites: true };
  expect(newLongTask('Do it', [], choices, ['native', 'codex'], long)).toEqual({
    project: 'p_aaaaaa',
    prompt: 'Do it',
    attachments: [],
    placement: { kind: 'worktree', base: null },
    agreement: 'ask',
    limits: { rounds: 4, tokens: 500_000 },
    roles: {
      planner: { agent: null, model: null },
      generator: { agent: 'native', model: 'm', effort: null, policy: 'workspace-write' },
      evaluator: { agent: 'codex', model: null, policy: 'workspace-write' },
    },
  });
  expect(newLongTask('Do it', [], noChoices, ['native'], long)).toBeNull();
});
