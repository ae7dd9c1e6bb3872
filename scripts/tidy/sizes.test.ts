import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inRoot } from '#scripts/checkout.ts';
import { code, isTest } from './repository-files.ts';

const MEDIAN_LINES = 100;
const P90_LINES = 300;
const MOST_LINES = 400;

test('files stay small', () => {
  const sizes = code.filter(({ path }) => !isTest(path)).toSorted((a, b) => a.codeLines - b.codeLines);
  const at = (share: number): number => sizes[Math.floor((sizes.length - 1) * share)]?.codeLines ?? 0;
  const largest = sizes.slice(-5).map(({ path, codeLines }) => `${path} ${codeLines}`);
  const limits = `median ${at(0.5)} lines (limit ${MEDIAN_LINES}), 90th percentile ${at(0.9)} (limit ${P90_LINES})`;
  console.log(`${sizes.length} files; ${limits}; largest: ${largest.toReversed().join(', ')}`);
  expect(at(0.5)).toBeLessThanOrEqual(MEDIAN_LINES);
  expect(at(0.9)).toBeLessThanOrEqual(P90_LINES);
  expect(sizes.filter(({ codeLines }) => codeLines > MOST_LINES).map(({ path }) => path)).toEqual([]);
});

test('AGENTS.md stays short enough to be read each time', () => {
  expect(readFileSync(inRoot('AGENTS.md'), 'utf8').split('\n').length).toBeLessThan(60);
});
