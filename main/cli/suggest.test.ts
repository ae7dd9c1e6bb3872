import { expect, test } from 'vitest';
import { suggest } from './suggest.ts';

const known = ['serve', 'project add', 'new', 'ls', 'send', 'archive', 'approvals'];

test.each([
  ['sevre', 'serve'],
  ['arch', 'archive'],
  ['aproval', 'approvals'],
  ['nwe', 'new'],
  ['lss', 'ls'],
  ['frobnicate', null],
  ['x', null],
])('%s', (typed, meant) => {
  expect(suggest(typed, known)).toBe(meant);
});
