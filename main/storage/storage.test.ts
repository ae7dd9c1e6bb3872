import { chmodSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '#contract/failure.ts';
import type { Item } from '#contract/items.ts';
import { newId } from '#main/base/new-id.ts';
import { dataPaths } from '#main/base/paths.ts';
import { backupDaily, backupNow, listBackups } from './backups.ts';
import { connect, type Database } from './database.ts';
import { lockFolder } from './folder-lock.ts';
import { migrate, versionOf } from './migrate.ts';
import { migrations } from './migrations/migrations.ts';
import { openDatabase } from './open-database.ts';
import { createStorage, type Storage } from './storage.ts';

let folder: string;
const paths = () => dataPaths(folder);
const opened: Database[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-storage-'));
});
afterEach(() => {
  for (const database of opened.splice(0)) database.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = () => {
  const result = openDatabase(paths(), 1_000);
  opened.push(result.database);
  return { ...result, storage: createStorage<null>(result.database, paths().blobs) };
};
const thread = newId('t');
const item = (position: number, text: string, status: Item['status'] = 'done'): Item => ({
  id: newId('i'),
  turn: null,
  position,
  status,
  startedAt: 1,
  endedAt: null,
  kind: 'assistant',
  text,
});
const kindOf = (work: () => unknown): string => {
  try {
    work();
    return 'nothing was thrown';
  } catch (error) {
    return error instanceof AppError ? `${error.failure.kind}: ${error.failure.message}` : String(error);
  }
};

describe('items', () => {
  let storage: Storage<null>;
  beforeEach(() => {
    storage = open().storage;
  });

  test('grow while live, and never change once settled', () => {
    const live = item(1, 'a', 'live');
    storage.items.put(thread, live);
    storage.items.put(thread, { ...live, text: 'ab' } as Item);
    storage.items.put(thread, { ...live, text: 'abc', status: 'done' } as Item);
    expect(() => storage.items.put(thread, { ...live, text: 'abcd', status: 'done' } as Item)).toThrow('a settled item never changes');
    expect(() => opened[0]?.exec('DELETE FROM items')).toThrow('items are never deleted');
    expect(storage.items.page(thread, null, 10)).toEqual([{ ...live, text: 'abc', status: 'done' }]);
  });

  test('are read by page, oldest first within the page', () => {
    for (let position = 1; position <= 10; position += 1) storage.items.put(thread, item(position, `n${position}`));
    const positions = (before: number | null) => storage.items.page(thread, before, 4).map((one) => one.position);
    expect([positions(null), positions(7), positions(2), storage.items.lastPosition(thread)]).toEqual([
      [7, 8, 9, 10],
      [3, 4, 5, 6],
      [1],
      10,
    ]);
  });

  test('are found by their words once settled, the newest first, whatever signs the query has', () => {
    storage.items.put(thread, item(1, 'the café is open'));
    storage.items.put(thread, item(2, 'the cafe "is" closed'));
    const waiting = item(3, 'café not yet', 'live');
    storage.items.put(thread, waiting);
    const found = (query: string) => storage.search.search(query, 10).map((hit) => hit.excerpt);
    expect(found('CAFE')).toEqual(['the \u0002cafe\u0003 "is" closed', 'the \u0002café\u0003 is open']);
    expect(found('open caf')).toEqual(['the \u0002café\u0003 is \u0002open\u0003']);
    storage.items.put(thread, { ...waiting, status: 'done' } as Item);
    expect(found('not yet')).toEqual(['café \u0002not\u0003 \u0002yet\u0003']);
    expect([found('"'), found('a AND OR NOT ('), found('-*'), found('nothing')]).toEqual([[], [], [], []]);
  });

  test('survive a transaction that fails', () => {
    expect(() =>
      storage.transaction(() => {
        storage.items.put(thread, item(1, 'gone'));
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(storage.items.page(thread, null, 10)).toEqual([]);
  });
});

describe('the file', () => {
  test('is migrated step by step, with a copy before each', () => {
    const { database, storage } = open();
    storage.settings.put('x', 1);
    const labels: string[] = [];
    const more = [
      ...migrations,
      { number: 1_001, name: 'one more', sql: 'CREATE TABLE more (a TEXT) STRICT' },
      { number: 1_002, name: 'and another', sql: 'CREATE TABLE another (a TEXT) STRICT' },
    ];
    migrate(database, more, (label) => labels.push(backupNow(database, paths().backups, label, 1_000 + labels.length)));
    expect([versionOf(database), labels.map((path) => path.replace(/^.*Z-/, ''))]).toEqual([1_002, ['before-1001.db', 'before-1002.db']]);
    const copy = new Sqlite(labels[0] ?? '', { readonly: true });
    expect(copy.pragma('user_version', { simple: true })).toBe(migrations.at(-1)?.number);
    copy.close();
  });

  test('keeps its shape when a migration fails', () => {
    const { database } = open();
    const broken = [...migrations, { number: 1_001, name: 'broken', sql: 'CREATE TABLE half (a TEXT); SELECT nonsense FROM nowhere' }];
    expect(() => migrate(database, broken, () => undefined)).toThrow('nowhere');
    expect([versionOf(database), database.prepare("SELECT name FROM sqlite_master WHERE name = 'half'").all()]).toEqual([
      migrations.at(-1)?.number,
      [],
    ]);
  });

  test('of a newer release is refused and left alone', () => {
    const { database } = open();
    database.pragma('user_version = 99');
    database.close();
    opened.pop();
    expect(kindOf(open)).toBe('conflict: The data folder was written by a newer release of Switchyard.');
  });

  test('that is damaged is left as it is, and its newest backup is shown for reading', () => {
    const first = open();
    first.storage.settings.put('theme', 'dark');
    backupNow(first.database, paths().backups, 'daily', 5_000);
    first.database.close();
    opened.pop();
    const descriptor = openSync(paths().database, 'r+');
    writeSync(descriptor, Buffer.alloc(8_192, 0xab), 0, 8_192, 4_096);
    closeSync(descriptor);
    const damaged = readFileSync(paths().database);
    const { storage, readOnly } = open();
    expect([storage.settings.get('theme'), readOnly?.reason]).toEqual(['dark', 'The database is damaged. It was left as it is.']);
    expect(readOnly?.backupAt).toBeGreaterThan(0);
    expect(kindOf(() => storage.settings.put('theme', 'light'))).toBe(
      'storage: The database is open for reading only, so nothing can be changed.',
    );
    expect(readFileSync(paths().database).equals(damaged)).toBe(true);
  });

  test('that is no database at all, without a backup, shows nothing and overwrites nothing', () => {
    writeFileSync(paths().database, 'these are my notes, not a database. '.repeat(400));
    const { storage, readOnly } = open();
    expect([storage.threads.list(), readOnly?.backupAt]).toEqual([[], null]);
    expect(kindOf(() => storage.settings.put('a', 1))).toMatch(/^storage: The database is open for reading only/);
    expect(readFileSync(paths().database, 'utf8')).toMatch(/^these are my notes/);
  });

  test('that is locked by another program is a sentence', () => {
    open().database.close();
    opened.pop();
    const other = new Sqlite(paths().database);
    other.exec('BEGIN EXCLUSIVE');
    const database = connect(paths().database, { timeoutMs: 50 });
    opened.push(database);
    expect(kindOf(() => database.exec('CREATE TABLE a (b TEXT)'))).toBe('storage: Another program holds the database.');
    other.close();
  });

  test('on a full disk is a sentence, and works again when there is space', () => {
    const { database, storage } = open();
    // A limit on the number of pages is what a full disk looks like to SQLite.
    const pages = Number(database.pragma('page_count'));
    database.pragma(`max_page_count = ${pages}`);
    const fill = () => {
      for (let position = 1; position < 2_000; position += 1) storage.items.put(thread, item(position, 'x'.repeat(1_000)));
    };
    expect(kindOf(fill)).toBe('storage: The disk is full, so nothing can be stored.');
    database.pragma('max_page_count = 1000000');
    storage.items.put(newId('t'), item(1, 'again'));
  });

  test.skipIf(process.getuid?.() === 0)('in a folder that may not be written is a sentence', () => {
    chmodSync(folder, 0o500);
    expect(kindOf(open)).toBe('storage: The data folder cannot be read or written.');
    chmodSync(folder, 0o700);
  });
});

test('a backup a day, the newest few are kept', async () => {
  const { database } = open();
  const day = 86_400_000;
  expect(await backupDaily(database, paths().backups, Date.now())).not.toBeNull();
  expect(await backupDaily(database, paths().backups, Date.now())).toBeNull();
  for (let days = 1; days <= 5; days += 1) await backupDaily(database, paths().backups, Date.now() + days * 2 * day);
  expect(listBackups(paths().backups).length).toBe(3);
});

test('the lock of a data folder is held by one, and let go of with its holder', () => {
  const first = lockFolder(paths().lock);
  expect(lockFolder(paths().lock)).toBeNull();
  first?.release();
  const second = lockFolder(paths().lock);
  expect(second).not.toBeNull();
  second?.release();
});

describe('outputs', () => {
  test('of a hundred megabytes pass through in bounded memory, and can be read in pieces', async () => {
    const { storage } = open();
    const id = newId('i');
    const file = storage.outputs.create(thread, id);
    const chunk = Buffer.from(`${'0123456789'.repeat(819)}\n`);
    const total = 100 * 1024 * 1024;
    global.gc?.();
    const before = process.memoryUsage().rss;
    for (let bytes = 0; bytes < total; bytes += chunk.length) file.append(chunk);
    file.close();
    expect(process.memoryUsage().rss - before).toBeLessThan(40 * 1024 * 1024);
    const piece = await storage.outputs.read(thread, id, chunk.length * 2, 10);
    expect([piece?.bytes.toString(), (piece?.totalBytes ?? 0) >= total]).toEqual(['0123456789', true]);
    expect(await storage.outputs.read(thread, newId('i'), 0, 10)).toBeNull();
  });

  test('past the end are empty', async () => {
    const { storage } = open();
    const id = newId('i');
    const file = storage.outputs.create(thread, id);
    file.append(Buffer.from('abc'));
    file.close();
    expect(await storage.outputs.read(thread, id, 99, 10)).toEqual({ bytes: Buffer.alloc(0), totalBytes: 3 });
    expect(statSync(join(paths().blobs, thread, `${id}.out`)).mode & 0o777).toBe(0o600);
  });
});

test('what a crash leaves in the write-ahead log is there at the next start', () => {
  const { storage } = open();
  storage.settings.put('kept', true);
  // The log is not folded into the file yet: what a kill leaves is both files as they are.
  expect(existsSync(`${paths().database}-wal`)).toBe(true);
  const again = connect(paths().database);
  opened.push(again);
  expect(createStorage<null>(again, paths().blobs).settings.get('kept')).toBe(true);
});
