import { expect, test } from 'vitest';
import { keepOptions, readOptions } from './panel-options.ts';

const storageWith = (text: string | null) => {
  const kept = { text };
  return { kept, getItem: () => kept.text, setItem: (_key: string, value: string) => void (kept.text = value) };
};

test('what is kept is read again, and what cannot be read is the default', () => {
  const storage = storageWith(null);
  const defaults = readOptions(storage);
  keepOptions(storage, { ...defaults, wrap: true });
  expect(readOptions(storage)).toEqual({ ...defaults, wrap: true });
  expect([readOptions(storageWith('{')), readOptions(storageWith('7')), readOptions(storageWith('{"wrap":3}'))]).toEqual([
    defaults,
    defaults,
    defaults,
  ]);
});
