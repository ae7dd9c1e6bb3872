import { expect, test } from 'vitest';
import { bytes, plural, tokens } from './units.ts';

test('numbers carry units a person reads at a glance', () => {
  expect([0, 999, 1000, 612_000_000, 3_140_000_000, 41e9].map(bytes)).toEqual(['0 B', '999 B', '1 kB', '612 MB', '3.1 GB', '41 GB']);
  expect([12, 9999, 12_540, 1_240_000].map(tokens)).toEqual(['12', '9,999', '12.5 k', '1.24 M']);
  expect([plural(1, 'file'), plural(1204, 'file'), plural(0, 'query', 'queries')]).toEqual(['1 file', '1,204 files', '0 queries']);
});
