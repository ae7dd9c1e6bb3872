import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ThreadGround } from './thread-ground.ts';
import { withCopiedIndex } from './work-index.ts';

test('a copied index keeps its time, by which git knows the entries it must not trust', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-index-'));
  try {
    const indexFile = join(folder, 'index');
    await writeFile(indexFile, 'index');
    await utimes(indexFile, 1_000, 1_000);
    const place = { ground: { shadow: folder, indexFile } } as unknown as ThreadGround;
    const time = await withCopiedIndex(place, async (copy) => (await stat(copy.ground.indexFile)).mtimeMs);
    expect(time).toBe(1_000_000);
  } finally {
    await rm(folder, { recursive: true });
  }
});
