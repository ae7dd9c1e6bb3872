import { expect, test } from 'vitest';
import { isReached, quantile, ratioOf, type Figure } from './figures.ts';

test('quantiles of few values are values that were there', () => {
  const values = [5, 1, 4, 2, 3];
  expect([quantile(values, 0), quantile(values, 0.5), quantile(values, 0.99), quantile([], 0.5)]).toEqual([1, 3, 5, Number.NaN]);
});

test('a goal bounds the value or its ratio to the limit', () => {
  const figure = (goal: Figure['goal']): Figure => ({
    name: 'x',
    value: 3,
    unit: 'ms',
    limit: { name: 'y', value: 2 },
    ...(goal && { goal }),
  });
  expect(ratioOf(figure(undefined))).toBe(1.5);
  expect([undefined, { most: 3 }, { least: 4 }, { mostRatio: 1.5 }, { leastRatio: 2 }].map((goal) => isReached(figure(goal)))).toEqual([
    null,
    true,
    false,
    true,
    false,
  ]);
});
