/** Terminals as they are listed; their screens are files beside the database. */
import type { Migration } from './migration.ts';

export const terminals: Migration = {
  number: 4,
  name: 'terminals',
  sql: `
    CREATE TABLE terminals (
      id TEXT PRIMARY KEY,
      -- The thread's or the project's id.
      owner TEXT NOT NULL,
      place INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX terminals_owner ON terminals (owner, place);
  `,
};
