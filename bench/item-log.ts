/** How fast the item log takes items, against the same bytes written by SQLite alone. */
import Sqlite from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ItemId, ThreadId } from '#contract/ids.ts';
import type { Item } from '#contract/items.ts';
import { newId } from '#main/base/new-id.ts';
import { dataPaths } from '#main/base/paths.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { createStorage } from '#main/storage/storage.ts';
import { quantile, type Bench, type Figure } from './figures.ts';
import { inFolder } from './place.ts';

const BATCH = 50;

const itemAt = (position: number): Item => ({
  id: newId('i') as ItemId,
  turn: null,
  position,
  status: 'done',
  startedAt: 1_700_000_000_000 + position,
  endedAt: 1_700_000_000_500 + position,
  kind: 'assistant',
  text: `Item ${position}: the limiter is mounted only on the public router and keeps its counts in memory.`,
});

interface Written {
  readonly perSecond: number;
  /** Of one batch, in ms. */
  readonly batchP99: number;
}

const writeAll = (count: number, transaction: (work: () => void) => void, insert: (item: Item) => void): Written => {
  const items = Array.from({ length: count }, (_, index) => itemAt(index + 1));
  const batches: number[] = [];
  const began = performance.now();
  for (let from = 0; from < count; from += BATCH) {
    const start = performance.now();
    transaction(() => {
      for (const item of items.slice(from, from + BATCH)) insert(item);
    });
    batches.push(performance.now() - start);
  }
  return { perSecond: (count * 1000) / (performance.now() - began), batchP99: quantile(batches, 0.99) };
};

const rawWrites = (folder: string, count: number, single: boolean): Written => {
  const raw = new Sqlite(join(folder, single ? 'single.db' : 'raw.db'));
  raw.pragma('journal_mode = WAL');
  raw.pragma('synchronous = NORMAL');
  raw.exec('CREATE TABLE log (row INTEGER PRIMARY KEY, thread TEXT, position INTEGER, body TEXT, UNIQUE (thread, position)) STRICT');
  const insert = raw.prepare('INSERT INTO log (thread, position, body) VALUES (?, ?, ?)');
  const write = (item: Item): void => void insert.run('t', item.position, JSON.stringify(item));
  const written = writeAll(count, single ? (work) => work() : (work) => raw.transaction(work)(), write);
  raw.close();
  return written;
};

const ourWrites = (folder: string, count: number): Written => {
  mkdirSync(folder);
  const paths = dataPaths(folder);
  const { database } = openDatabase(paths, Date.now());
  const { items, search } = createStorage(database, paths.blobs);
  const thread = newId('t') as ThreadId;
  const written = writeAll(
    count,
    (work) => database.transaction(work),
    (item) => items.put(thread, item),
  );
  search.dispose();
  database.close();
  return written;
};

export const itemLog: Bench = {
  name: 'item-log',
  run: ({ quick }) =>
    inFolder(async (folder) => {
      const count = quick ? 5_000 : 50_000;
      const single = rawWrites(folder, count, true);
      const raw = rawWrites(folder, count, false);
      const ours = ourWrites(join(folder, 'data'), count);
      const figures: readonly Figure[] = [
        {
          name: `append, ${BATCH} to a transaction`,
          value: ours.perSecond,
          unit: '/s',
          limit: { name: 'SQLite, one by one', value: single.perSecond },
          goal: { leastRatio: 0.6 },
        },
        {
          name: 'the same, against batches',
          value: ours.perSecond,
          unit: '/s',
          limit: { name: 'SQLite, in batches', value: raw.perSecond },
        },
        { name: 'a batch, p99', value: ours.batchP99, unit: 'ms', limit: { name: 'SQLite', value: raw.batchP99 } },
      ];
      return figures;
    }),
};
