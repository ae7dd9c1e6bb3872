/** A copy of the database a day, for as long as the app runs; made beside the work. */
import type { Disposable } from '#main/base/disposable.ts';
import { log } from '#main/base/log.ts';
import { backupDaily } from './backups.ts';
import type { Database } from './database.ts';

/** Boot has the disk to itself. */
const FIRST_AFTER_MS = 60_000;
const LOOK_AGAIN_MS = 6 * 3_600_000;

export const keepBackups = (database: Database, folder: string): Disposable => {
  let timer: NodeJS.Timeout;
  let running: Promise<unknown> = Promise.resolve();
  let isOver = false;
  const later = (milliseconds: number): void => {
    timer = setTimeout(() => {
      running = backupDaily(database, folder, Date.now())
        .catch((error: unknown) => log.warning('storage.backup', { error }))
        .then(() => {
          if (!isOver) later(LOOK_AGAIN_MS);
        });
    }, milliseconds).unref();
  };
  later(FIRST_AFTER_MS);
  return {
    dispose: async () => {
      isOver = true;
      clearTimeout(timer);
      await running;
    },
  };
};
