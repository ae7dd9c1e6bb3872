import { expect, test } from 'vitest';
import { keyText, modelFigures, readFigure } from './model-texts.ts';

test('says where a key is, and only its end', () => {
  expect([
    keyText({ kind: 'none' }),
    keyText({ kind: 'set', by: 'keychain', last: 'ABCD', variable: null }),
    keyText({ kind: 'set', by: 'file', last: '', variable: null }),
    keyText({ kind: 'set', by: 'environment', last: 'ABCD', variable: 'OPENAI_API_KEY' }),
  ]).toEqual([
    'No key',
    'Key in the system’s keychain, ends in ABCD',
    'Key in a file that only you can read',
    'Key from the variable OPENAI_API_KEY, ends in ABCD',
  ]);
});

test('a figure that nobody knows is said to be unknown', () => {
  const model = { id: 'a/b', name: 'b', isTyped: false, isDefault: false } as const;
  expect(modelFigures({ ...model, contextWindow: null, price: null })).toBe('context not known · price not known');
  expect(
    modelFigures({
      ...model,
      contextWindow: { tokens: 400_000, from: 'table' },
      price: { price: { input: 1.25, cached: 0.125, cacheWrite: null, output: 10 }, from: 'table' },
    }),
  ).toBe('400 k tokens · $1.25 in · $0.13 cached · $10.00 out per million');
});

test('reads figures as people type them', () => {
  expect(['', ' 400000 ', '400,000', '1_000', '1.5', '0', '-1', 'x'].map((text) => readFigure(text, true))).toEqual([
    null,
    400_000,
    400_000,
    1_000,
    'wrong',
    'wrong',
    'wrong',
    'wrong',
  ]);
  expect(['0', '1.25', '-1'].map((text) => readFigure(text, false))).toEqual([0, 1.25, 'wrong']);
});
