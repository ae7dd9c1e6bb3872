import { expect, test } from 'vitest';
import { inlineParts } from './inline-parts.ts';

test('what stands between backticks is code', () => {
  expect(inlineParts('What should `cents` hold: `a b` or yen?')).toEqual([
    { text: 'What should ', code: false },
    { text: 'cents', code: true },
    { text: ' hold: ', code: false },
    { text: 'a b', code: true },
    { text: ' or yen?', code: false },
  ]);
});

test('a lone or an empty pair of backticks stays as it is', () => {
  expect(inlineParts('a ` b')).toEqual([{ text: 'a ` b', code: false }]);
  expect(inlineParts('``')).toEqual([{ text: '``', code: false }]);
  expect(inlineParts('')).toEqual([]);
});
