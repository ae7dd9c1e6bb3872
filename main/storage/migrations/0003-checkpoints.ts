/** Folders of threads as they lay there at a moment; what they held is in git. */
import type { Migration } from './migration.ts';

export const checkpoints: Migration = {
  number: 3,
  name: 'checkpoints',
  sql: `
    CREATE TABLE checkpoints (
      id TEXT PRIMARY KEY,
      thread TEXT NOT NULL,
      turn TEXT,
      -- Bytes of the files that were new in it.
      bytes INTEGER NOT NULL,
      body TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX checkpoints_thread ON checkpoints (thread, at);
  `,
};
