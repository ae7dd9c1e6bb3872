/** Long tasks, and what each model call sent and cost. */
import type { Migration } from './migration.ts';

export const workflows: Migration = {
  number: 8,
  name: 'workflows',
  sql: `
    CREATE TABLE workflows (
      id TEXT PRIMARY KEY,
      project TEXT NOT NULL,
      -- Not over yet: what boot goes on with.
      open INTEGER NOT NULL,
      body TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE model_calls (
      thread TEXT NOT NULL,
      number INTEGER NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (thread, number)
    ) STRICT, WITHOUT ROWID;
  `,
};
