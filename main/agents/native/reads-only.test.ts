import { expect, test } from 'vitest';
import { inGroups } from './run-calls.ts';
import { readsOnly } from './reads-only.ts';

test.each(['cat a.txt', 'rg -n "x y" src | head -5', 'git status && git diff HEAD~1', 'ls', 'grep -r x . || echo none'])(
  'surely only reads: %s',
  (command) => expect(readsOnly(command)).toBe(true),
);
test.each([
  'cat a > b',
  'echo $(rm x)',
  'ls & rm x',
  'git checkout x',
  'cat a; rm a',
  'rg --pre ./evil x',
  'git diff --output=x',
  'rm x',
  'catalogue',
  'ls\nrm x',
  'git -c alias.diff=x diff',
])('in doubt, by itself: %s', (command) => expect(readsOnly(command)).toBe(false));

test('neighbours that may run at once stand in one group', () => {
  expect(inGroups(['r1', 'r2', 'w1', 'r3', 'w2', 'w3', 'r4', 'r5'], (name) => name.startsWith('r'))).toEqual([
    ['r1', 'r2'],
    ['w1'],
    ['r3'],
    ['w2'],
    ['w3'],
    ['r4', 'r5'],
  ]);
});
