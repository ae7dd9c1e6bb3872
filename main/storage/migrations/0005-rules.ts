/** The user's rules, what was changed of them, and what the reviewer did by day. */
import type { Migration } from './migration.ts';

export const rules: Migration = {
  number: 5,
  name: 'rules',
  sql: `
    CREATE TABLE rules (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
    -- The rule before and after; null when there was, or is, none.
    CREATE TABLE rule_changes (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, before TEXT, after TEXT) STRICT;
    CREATE TABLE reviewer_days (day TEXT PRIMARY KEY, allowed INTEGER NOT NULL, passed_on INTEGER NOT NULL) STRICT;
  `,
};
