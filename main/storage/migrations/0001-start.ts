/**
 * The first shape of the database. Never edited after a release; what comes later is a migration of its own.
 *
 * A row holds what is asked for by SQL in columns and the rest as the contract's own JSON in `body`, so that a field
 * that is added to the contract needs no migration.
 */
import type { Migration } from './migration.ts';

export const start: Migration = {
  number: 1,
  name: 'start',
  sql: `
    CREATE TABLE projects (
      id TEXT PRIMARY KEY,
      path TEXT NOT NULL,
      body TEXT NOT NULL,
      removed_at INTEGER,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE threads (
      id TEXT PRIMARY KEY,
      project TEXT NOT NULL,
      body TEXT NOT NULL,
      -- What the core keeps about the thread and tells nobody: placement, native session, state of the setup.
      private TEXT NOT NULL,
      removed_at INTEGER,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE turns (
      id TEXT PRIMARY KEY,
      thread TEXT NOT NULL,
      number INTEGER NOT NULL,
      ended_at INTEGER,
      body TEXT NOT NULL,
      UNIQUE (thread, number)
    ) STRICT;
    CREATE INDEX turns_open ON turns (thread) WHERE ended_at IS NULL;

    -- The log. "row" is the order of appending over all threads; it is the id of the full-text entry.
    CREATE TABLE items (
      row INTEGER PRIMARY KEY,
      thread TEXT NOT NULL,
      position INTEGER NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('live', 'done', 'failed', 'declined', 'interrupted')),
      body TEXT NOT NULL,
      UNIQUE (thread, position)
    ) STRICT;
    CREATE INDEX items_live ON items (thread, position) WHERE status = 'live';
    CREATE TRIGGER items_frozen BEFORE UPDATE ON items WHEN OLD.status <> 'live'
      BEGIN SELECT RAISE(ABORT, 'a settled item never changes'); END;
    CREATE TRIGGER items_kept BEFORE DELETE ON items
      BEGIN SELECT RAISE(ABORT, 'items are never deleted'); END;

    CREATE VIEW item_texts AS SELECT row, trim(
      coalesce(body ->> '$.text', '') || ' ' || coalesce(body ->> '$.command', '') || ' ' ||
      coalesce(body ->> '$.title', '') || ' ' || coalesce(body ->> '$.tool', '')) AS text FROM items;
    CREATE VIRTUAL TABLE items_found USING fts5(
      text, content = 'item_texts', content_rowid = 'row', tokenize = 'unicode61 remove_diacritics 2');

    -- Every row up to this one is in the index, except those of index_later: they were live when their turn came.
    CREATE TABLE index_progress (one INTEGER PRIMARY KEY CHECK (one = 1), row INTEGER NOT NULL) STRICT;
    INSERT INTO index_progress VALUES (1, 0);
    CREATE TABLE index_later (row INTEGER PRIMARY KEY) STRICT;

    CREATE TABLE approvals (
      id TEXT PRIMARY KEY,
      thread TEXT NOT NULL,
      state TEXT NOT NULL,
      -- The backend's name for the request; null when the app itself asks.
      request TEXT,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX approvals_thread ON approvals (thread);
    CREATE INDEX approvals_open ON approvals (thread) WHERE state = 'open';

    CREATE TABLE queued (
      id TEXT PRIMARY KEY,
      thread TEXT NOT NULL,
      place INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX queued_thread ON queued (thread, place);

    -- One per thread, and one under the key "new-task".
    CREATE TABLE drafts (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;

    CREATE TABLE attachments (id TEXT PRIMARY KEY, body TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;

    CREATE TABLE settings (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;

    -- What was about to be done outside the database (git, files); boot finishes or undoes what stands here.
    CREATE TABLE intents (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      thread TEXT,
      body TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE usage_days (
      day TEXT NOT NULL,
      agent TEXT NOT NULL,
      input_tokens INTEGER NOT NULL,
      output_tokens INTEGER NOT NULL,
      cost_usd REAL,
      PRIMARY KEY (day, agent)
    ) STRICT;
  `,
};
