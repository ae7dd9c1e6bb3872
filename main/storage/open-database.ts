/**
 * Opens the database of a data folder, whatever state it is in. A damaged one is left as it is and its newest readable
 * backup is shown instead, for reading only; without a backup, nothing is shown and nothing is overwritten.
 */
import { statSync } from 'node:fs';
import { AppError } from '#contract/failure.ts';
import type { AppInfo } from '#contract/app.ts';
import { log } from '#main/base/log.ts';
import type { DataPaths } from '#main/base/paths.ts';
import { backupNow, listBackups } from './backups.ts';
import { connect, connectEmpty, connectReadOnly, type Database } from './database.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/migrations.ts';
import { isDamage, storing } from './storage-failure.ts';

/** Past this size the log and its index are not read through at every start; damage there is met when it is read. */
const WHOLE_CHECK_MAX_BYTES = 32 * 1024 * 1024;
const SMALL_TABLES = [
  'projects',
  'threads',
  'turns',
  'approvals',
  'queued',
  'drafts',
  'attachments',
  'settings',
  'intents',
  'usage_days',
  'index_later',
];

export interface OpenDatabase {
  readonly database: Database;
  readonly readOnly: AppInfo['readOnly'];
}

const damaged = (details: string): AppError =>
  new AppError({ kind: 'storage', message: 'The database is damaged.', details: `SQLITE_CORRUPT: ${details}` });

const check = (database: Database, bytes: number): void => {
  const whole = bytes <= WHOLE_CHECK_MAX_BYTES;
  for (const question of whole ? ['quick_check(1)'] : SMALL_TABLES.map((table) => `quick_check('${table}')`)) {
    const said = String(database.pragma(question));
    if (said !== 'ok') throw damaged(said);
  }
};

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

const openForWriting = (paths: DataPaths, now: number): Database => {
  const bytes = sizeOf(paths.database);
  const database = connect(paths.database);
  try {
    if (bytes > 0 && Number(database.pragma('user_version')) > 0) check(database, bytes);
    migrate(database, migrations, (label) => void storing(() => backupNow(database, paths.backups, label, now)));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};

/** A backup keeps its shape: it is copied into memory, where it can be brought to the newest one without being touched. */
const openBackup = (path: string): Database => {
  const copy = connectReadOnly(path);
  try {
    check(copy, 0);
    if (Number(copy.pragma('user_version')) === migrations.at(-1)?.number) return copy;
  } catch (error) {
    copy.close();
    throw error;
  }
  copy.close();
  throw damaged('the backup is of an older release');
};

const openNewestBackup = (paths: DataPaths, reason: string): OpenDatabase => {
  for (const backup of listBackups(paths.backups)) {
    try {
      return { database: openBackup(backup.path), readOnly: { reason, backupAt: backup.at } };
    } catch (error) {
      log.warning('backup.unreadable', { path: backup.path, error });
    }
  }
  const database = connectEmpty();
  migrate(database, migrations, () => undefined);
  database.pragma('query_only = ON');
  return { database, readOnly: { reason, backupAt: null } };
};

/** Throws AppError when the disk is full, the folder cannot be written, or another program holds the database. */
export const openDatabase = (paths: DataPaths, now: number): OpenDatabase => {
  try {
    return { database: openForWriting(paths, now), readOnly: null };
  } catch (error) {
    if (!isDamage(error)) throw error;
    log.error('database.damaged', { error });
    return openNewestBackup(paths, 'The database is damaged. It was left as it is.');
  }
};
