/** Turns: one per message round with the agent. */
import type { ThreadId } from '#contract/ids.ts';
import type { Turn } from '#contract/threads.ts';
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

export class TurnsTable {
  readonly #put;
  readonly #list;
  readonly #open;

  constructor(database: Database) {
    this.#put = database.prepare(
      `INSERT INTO turns (id, thread, number, ended_at, body) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, body = excluded.body`,
    );
    this.#list = database.prepare<BodyRow>('SELECT body FROM turns WHERE thread = ? ORDER BY number');
    this.#open = database.prepare<BodyRow>('SELECT body FROM turns WHERE ended_at IS NULL ORDER BY thread, number');
  }

  put(turn: Turn): void {
    this.#put.run(turn.id, turn.thread, turn.number, turn.endedAt, JSON.stringify(turn));
  }

  ofThread(thread: ThreadId): readonly Turn[] {
    return this.#list.all(thread).map(fromBody<Turn>);
  }

  /** Turns that have not ended, of all threads: after a crash, those that were cut. */
  open(): readonly Turn[] {
    return this.#open.all().map(fromBody<Turn>);
  }
}
