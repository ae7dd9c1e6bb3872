/** Where an agent's own conversation stood at the end of a turn: a fork begins there, going back goes there. */
import type { Migration } from './migration.ts';

export const turnMarks: Migration = {
  number: 11,
  name: 'turn-marks',
  sql: `
    CREATE TABLE turn_marks (
      turn TEXT PRIMARY KEY,
      thread TEXT NOT NULL,
      -- Of the thread's newest item when the turn ended.
      position INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX turn_marks_thread ON turn_marks (thread, position);
  `,
};
