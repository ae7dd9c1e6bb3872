/** Brings a database to the newest shape, one transaction per step, with a copy of it before each. */
import { failure } from '#contract/failure.ts';
import type { Database } from './database.ts';
import type { Migration } from './migrations/migration.ts';

export const versionOf = (database: Database): number => Number(database.pragma('user_version'));

/**
 * `backup` is called before each step that changes a database with content. Throws AppError when the database
 * was written by a newer release.
 */
export const migrate = (database: Database, migrations: readonly Migration[], backup: (label: string) => void): void => {
  const newest = migrations.at(-1)?.number ?? 0;
  const version = versionOf(database);
  if (version > newest) {
    throw failure(
      'conflict',
      'The data folder was written by a newer release of Switchyard.',
      'Update the app, or use another data folder.',
    );
  }
  for (const migration of migrations.filter(({ number }) => number > version)) {
    // A database that is made just now has nothing to lose.
    if (version > 0) backup(`before-${String(migration.number).padStart(4, '0')}`);
    database.transaction(() => {
      database.exec(migration.sql);
      database.pragma(`user_version = ${migration.number}`);
    });
  }
};
