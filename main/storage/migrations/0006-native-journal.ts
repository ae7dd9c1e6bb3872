/** The native agent's own record of its conversations, entry by entry. Entries are only added. */
import type { Migration } from './migration.ts';

export const nativeJournal: Migration = {
  number: 6,
  name: 'native-journal',
  sql: `
    CREATE TABLE native_journal (
      row INTEGER PRIMARY KEY,
      conversation TEXT NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX native_journal_conversation ON native_journal (conversation, row);
  `,
};
