import { expect, test } from 'vitest';
import { chosenPaths, stepPath } from './file-steps.ts';

test('steps stay within the list', () => {
  const paths = ['a', 'b', 'c'];
  expect([
    stepPath(paths, null, 1),
    stepPath(paths, 'a', 1),
    stepPath(paths, 'c', 1),
    stepPath(paths, 'a', -1),
    stepPath(paths, null, -1),
  ]).toEqual(['a', 'b', 'c', 'a', 'c']);
  expect(stepPath([], null, 1)).toBeNull();
  expect(stepPath(paths, 'gone', 1)).toBe('a');
});

test('all files chosen means all, whatever they are then', () => {
  expect(chosenPaths(['a', 'b'], new Set())).toBeUndefined();
  expect(chosenPaths(['a', 'b'], new Set(['a']))).toEqual(['b']);
  expect(chosenPaths(['a'], new Set(['other']))).toBeUndefined();
});
