import { expect, test } from 'vitest';
import { foldsPaste, PASTE_FOLD_BYTES, pasteName, toBase64 } from './paste.ts';

test('a paste folds by its bytes, not its characters', () => {
  expect(foldsPaste('a'.repeat(PASTE_FOLD_BYTES - 1))).toBe(false);
  expect(foldsPaste('a'.repeat(PASTE_FOLD_BYTES))).toBe(true);
  expect(foldsPaste('日'.repeat(Math.ceil(PASTE_FOLD_BYTES / 3)))).toBe(true);
});

test('names of pastes do not repeat', () => {
  expect(pasteName([])).toBe('pasted.txt');
  expect(pasteName(['pasted.txt', 'pasted-2.txt'])).toBe('pasted-3.txt');
});

test('base64 of many bytes', () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 256);
  expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
});
