/**
 * The one door to SQLite. Everything above talks to `Database`; only the files `*-table.ts` of this folder hold SQL.
 * Errors that a disk or another program can cause leave here as `AppError` of kind `storage`.
 */
import Sqlite from 'better-sqlite3';
import { storing } from './storage-failure.ts';

/** How long a statement waits for another program's lock before it fails, in milliseconds. */
export const BUSY_TIMEOUT_MS = 2_000;

export type SqlValue = string | number | null;

export interface Statement<Row> {
  readonly run: (...values: readonly SqlValue[]) => { readonly changes: number; readonly row: number };
  readonly get: (...values: readonly SqlValue[]) => Row | undefined;
  readonly all: (...values: readonly SqlValue[]) => readonly Row[];
}

export interface Database {
  readonly prepare: <Row = unknown>(sql: string) => Statement<Row>;
  readonly exec: (sql: string) => void;
  readonly pragma: (text: string) => unknown;
  /** All or nothing. Nested calls join the outer transaction. */
  readonly transaction: <T>(work: () => T) => T;
  /** Copies the database to `path` a few pages at a time, without holding up the main loop. */
  readonly backup: (path: string) => Promise<void>;
  readonly close: () => void;
}

/** Pages copied before the main loop gets its turn. */
const BACKUP_STEP_PAGES = 200;

const prepared = <Row>(statement: Sqlite.Statement): Statement<Row> => ({
  run: (...values) =>
    storing(() => {
      const result = statement.run(...values);
      return { changes: result.changes, row: Number(result.lastInsertRowid) };
    }),
  get: (...values) => storing(() => statement.get(...values) as Row | undefined),
  all: (...values) => storing(() => statement.all(...values) as Row[]),
});

const wrap = (sqlite: Sqlite.Database): Database => ({
  prepare: (sql) => prepared(storing(() => sqlite.prepare(sql))),
  exec: (sql) => storing(() => void sqlite.exec(sql)),
  pragma: (text) => storing(() => sqlite.pragma(text, { simple: true })),
  transaction: (work) => (sqlite.inTransaction ? work() : storing(() => sqlite.transaction(work).immediate())),
  backup: async (path) => {
    await sqlite.backup(path, { progress: () => BACKUP_STEP_PAGES });
  },
  close: () => sqlite.close(),
});

/** Opens for reading and writing; the file is made when it is not there. */
export const connect = (path: string, options: { readonly timeoutMs?: number } = {}): Database =>
  storing(() => {
    const sqlite = new Sqlite(path, { timeout: options.timeoutMs ?? BUSY_TIMEOUT_MS });
    try {
      sqlite.pragma('journal_mode = WAL');
      // With WAL, NORMAL never damages the file; a power cut may lose the last moments, a crash of the app loses nothing.
      sqlite.pragma('synchronous = NORMAL');
      sqlite.pragma('foreign_keys = ON');
      sqlite.pragma('temp_store = MEMORY');
      return wrap(sqlite);
    } catch (error) {
      sqlite.close();
      throw error;
    }
  });

/** Opens a copy that must not change. */
export const connectReadOnly = (path: string): Database => storing(() => wrap(new Sqlite(path, { readonly: true, fileMustExist: true })));

/** A database without a file: what the app shows when there is nothing to read. */
export const connectEmpty = (): Database => wrap(new Sqlite(':memory:'));
