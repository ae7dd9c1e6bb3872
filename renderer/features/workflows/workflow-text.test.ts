import { expect, test } from 'vitest';
import type { Round } from '#contract/workflows.ts';
import { renumbered, roundWord, standingOf, statusSentence } from './workflow-text.ts';

const round = (number: number, findings: readonly boolean[] | null): Round => ({
  number,
  startedAt: 0,
  endedAt: null,
  commit: null,
  evaluator: null,
  verdict:
    findings === null
      ? null
      : {
          pass: findings.every(Boolean),
          summary: '',
          findings: findings.map((pass, index) => ({ criterion: `c${index + 1}`, pass, note: '' })),
        },
});

test('the newest verdict tells how a criterion stands', () => {
  const rounds = [round(1, [true, false]), round(2, null)];
  expect([
    standingOf({ rounds }, 'c1'),
    standingOf({ rounds }, 'c2'),
    standingOf({ rounds }, 'c3'),
    standingOf({ rounds: [] }, 'c1'),
  ]).toEqual(['pass', 'fail', null, null]);
});

test('a round and the whole in words', () => {
  const running = { step: 'evaluating', status: { kind: 'running' }, rounds: [] } as const;
  expect([roundWord(round(1, [true, false]), running), roundWord(round(2, null), running), roundWord(round(2, [true]), running)]).toEqual([
    '1 of 2 criteria hold',
    'Being judged',
    'Passed',
  ]);
  expect(statusSentence({ status: { kind: 'over', outcome: 'rounds', at: 0 }, limits: { rounds: 3, tokens: null }, rounds: [] })).toContain(
    '3 rounds',
  );
});

test('criteria that say nothing go, the rest is numbered', () => {
  expect(
    renumbered([
      { text: ' ', verify: '' },
      { text: ' a ', verify: ' b' },
    ]),
  ).toEqual([{ id: 'c1', text: 'a', verify: 'b' }]);
});
