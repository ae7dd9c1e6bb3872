import type { Migration } from './migration.ts';

export const landing: Migration = {
  number: 9,
  name: 'landing',
  sql: `
    -- How a person resolved a conflict, by what conflicts: goes with its thread.
    CREATE TABLE resolutions (
      thread TEXT NOT NULL,
      conflict TEXT NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (thread, conflict)
    ) STRICT;
  `,
};
