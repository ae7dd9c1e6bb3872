/** What a review leaves behind: what was read, what was said about it, what was done and can be taken back. */
import type { Migration } from './migration.ts';

export const review: Migration = {
  number: 2,
  name: 'review',
  sql: `
    -- Blocks of a change that were viewed, by content.
    CREATE TABLE review_marks (
      thread TEXT NOT NULL,
      path TEXT NOT NULL,
      change TEXT NOT NULL,
      above TEXT NOT NULL,
      below TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (thread, path, change, above, below)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE comments (
      id TEXT PRIMARY KEY,
      thread TEXT NOT NULL,
      body TEXT NOT NULL,
      -- The lines around the code, by which it is found again.
      context TEXT NOT NULL,
      removed_at INTEGER,
      created_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX comments_thread ON comments (thread, created_at);

    -- One per reviewer's thread.
    CREATE TABLE reviews (
      review TEXT PRIMARY KEY,
      thread TEXT NOT NULL,
      body TEXT NOT NULL,
      started_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX reviews_thread ON reviews (thread, started_at);

    CREATE TABLE review_acts (
      id TEXT PRIMARY KEY,
      thread TEXT NOT NULL,
      body TEXT NOT NULL,
      -- Contents before and after, by git's names.
      entries TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX review_acts_thread ON review_acts (thread, at);
  `,
};
