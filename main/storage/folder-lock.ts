/**
 * One running core per data folder. The lock is an open exclusive transaction on a file of its own: the operating
 * system lets go of it when the process ends, however it ends, so that there are no stale locks to judge.
 */
import Sqlite from 'better-sqlite3';

export interface FolderLock {
  readonly release: () => void;
}

/** Takes the lock; null when another core holds it. */
export const lockFolder = (path: string): FolderLock | null => {
  const sqlite = new Sqlite(path, { timeout: 0 });
  try {
    // No journal: nothing is ever written, and no leftover file can be mistaken for work to recover.
    sqlite.pragma('journal_mode = MEMORY');
    sqlite.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    sqlite.close();
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  return { release: () => sqlite.close() };
};
