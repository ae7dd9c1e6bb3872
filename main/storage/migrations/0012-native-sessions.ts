/**
 * Which of the agents' own conversations belong to a thread, or once did: those are not offered for import. Kept by triggers,
 * so that no way of storing a thread can forget it. The first thread keeps it; a fork only begins there.
 */
import type { Migration } from './migration.ts';

const id = (row: string): string => `json_extract(${row}private, '$.session.reference.nativeId')`;
const agent = (row: string): string => `json_extract(${row}private, '$.session.agent')`;

const remember = (when: string, name: string): string => `
    CREATE TRIGGER ${name} ${when} WHEN ${id('new.')} IS NOT NULL
    BEGIN
      INSERT INTO native_sessions (agent, id, thread) VALUES (${agent('new.')}, ${id('new.')}, new.id) ON CONFLICT (agent, id) DO NOTHING;
    END;`;

export const nativeSessions: Migration = {
  number: 12,
  name: 'native-sessions',
  sql: `
    CREATE TABLE native_sessions (
      agent TEXT NOT NULL,
      -- The agent's own name for the conversation.
      id TEXT NOT NULL,
      thread TEXT NOT NULL,
      PRIMARY KEY (agent, id)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO native_sessions (agent, id, thread)
      SELECT ${agent('')}, ${id('')}, id FROM threads WHERE ${id('')} IS NOT NULL ON CONFLICT (agent, id) DO NOTHING;
    ${remember('AFTER INSERT ON threads', 'native_session_new')}
    ${remember('AFTER UPDATE OF private ON threads', 'native_session_moved')}
  `,
};
