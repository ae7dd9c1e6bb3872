import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PLACE_FILE, tidyNeighbours } from './private-folders.ts';

test('folders of places that are gone go, all others stay', () => {
  const base = mkdtempSync(join(tmpdir(), 'switchyard-private-'));
  const name = (index: number): string => String(index).padStart(24, '0');
  for (let index = 0; index < 12; index += 1) {
    mkdirSync(join(base, name(index), 'tmp'), { recursive: true });
    if (index > 0) writeFileSync(join(base, name(index), PLACE_FILE), index % 2 === 0 ? base : join(base, 'nowhere'));
  }
  mkdirSync(join(base, 'another'));
  tidyNeighbours(join(base, name(0)));
  const left = Array.from({ length: 12 }, (_, index) => existsSync(join(base, name(index))));
  expect([left, existsSync(join(base, 'another'))]).toEqual([Array.from({ length: 12 }, (_, index) => index % 2 === 0), true]);
  rmSync(base, { recursive: true });
});
