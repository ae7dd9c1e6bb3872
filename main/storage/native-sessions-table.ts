/** Agents' own conversations that belong to threads. Rows come by triggers as threads are stored; here they are read, and taken over. */
import type { AgentId, ThreadId } from '#contract/ids.ts';
import type { Database } from './database.ts';

interface Row {
  readonly id: string;
  readonly thread: ThreadId;
}

export class NativeSessionsTable {
  readonly #put;
  readonly #ofAgent;

  constructor(database: Database) {
    this.#put = database.prepare(
      'INSERT INTO native_sessions (agent, id, thread) VALUES (?, ?, ?) ON CONFLICT (agent, id) DO UPDATE SET thread = excluded.thread',
    );
    this.#ofAgent = database.prepare<Row>('SELECT id, thread FROM native_sessions WHERE agent = ?');
  }

  /** From now on it is this thread's. */
  put(agent: AgentId, id: string, thread: ThreadId): void {
    this.#put.run(agent, id, thread);
  }

  /** The threads, removed ones too, by the agent's name for the conversation. */
  ofAgent(agent: AgentId): ReadonlyMap<string, ThreadId> {
    return new Map(this.#ofAgent.all(agent).map(({ id, thread }) => [id, thread]));
  }
}
