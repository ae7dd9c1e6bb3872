import { expect, test } from 'vitest';
import { commonTags, parseTags, retag } from './tags.ts';

test('tags are trimmed, without doubles', () => {
  expect(parseTags(' infra, API ,, infra,\nday  two')).toEqual(['infra', 'API', 'day two']);
});

test('changing the tags of many touches only those they share', () => {
  expect(
    commonTags([
      ['a', 'b'],
      ['b', 'c'],
    ]),
  ).toEqual(['b']);
  expect([retag(['a', 'b'], ['b'], ['d']), retag(['b', 'c'], ['b'], ['d'])]).toEqual([
    ['a', 'd'],
    ['c', 'd'],
  ]);
});
