import { expect, test } from 'vitest';
import type { UsageSummary, UsageSums } from '#contract/usage.ts';
import { colourOf, linesTo, pictureOf, timeText } from './picture-shape.ts';

const sums = (more: Partial<UsageSums>): UsageSums => ({
  turns: 0,
  workMs: 0,
  inputTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  costUsd: null,
  reckonedUsd: 0,
  unpricedTokens: 0,
  ...more,
});

const summary = (from: string, to: string, series: UsageSummary['series']) => ({ from, to, series });
const order = ['codex', 'claude', 'native'];

test('layers stand in the lasting order of agents; days without use are there', () => {
  const picture = pictureOf(
    summary('2026-11-20', '2026-11-22', [
      { ...sums({ turns: 2 }), day: '2026-11-20', agent: 'claude' },
      { ...sums({ turns: 1 }), day: '2026-11-20', agent: 'codex' },
      { ...sums({ turns: 4 }), day: '2026-11-22', agent: 'claude' },
    ]),
    'turns',
    order,
  );
  expect([picture.agents, picture.lines]).toEqual([
    ['codex', 'claude'],
    [0, 1, 2, 3, 4],
  ]);
  expect(picture.bars.map(({ total, layers }) => [total, layers.map(({ value }) => value)])).toEqual([
    [3, [1, 2]],
    [0, [0, 0]],
    [4, [0, 4]],
  ]);
});

test('all of a long time begins where something was used', () => {
  const picture = pictureOf(
    summary('2001-01-01', '2026-11-22', [{ ...sums({ costUsd: 3 }), day: '2026-11-21', agent: 'x' }]),
    'cost',
    order,
  );
  expect(picture.bars.map(({ total }) => total)).toEqual([3, 0]);
});

test.each([
  [0, 'cost', [0]],
  [4.2, 'cost', [0, 1, 2, 3, 4, 5]],
  [0.0003, 'cost', [0, 0.0001, 0.0002, 0.0003]],
  [1, 'turns', [0, 1]],
  [3.5 * 3_600_000, 'time', [0, 1, 2, 3, 4].map((hours) => hours * 3_600_000)],
  [7 * 60_000, 'time', [0, 2, 4, 6, 8].map((minutes) => minutes * 60_000)],
] as const)('lines up to %d of %s', (top, measure, lines) => {
  expect(linesTo(top, measure)).toEqual(lines);
});

test('an agent keeps its colour; those past the last one share grey', () => {
  const many = Array.from({ length: 9 }, (_, index) => `a${index}`);
  expect([colourOf('a0', many), colourOf('a6', many), colourOf('a8', many), colourOf('new', many)]).toEqual([
    'var(--series-1)',
    'var(--series-7)',
    'var(--series-other)',
    'var(--series-other)',
  ]);
});

test('times in words', () => {
  expect([0, 20_000, 60_000, 3_600_000, 12_000_000].map(timeText)).toEqual(['0 min', 'under 1 min', '1 min', '1 h', '3 h 20 min']);
});
