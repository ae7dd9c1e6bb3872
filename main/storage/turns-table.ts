/** Turns: one per message round with the agent. */
import type { ThreadId, TurnId } from '#contract/ids.ts';
import type { Turn } from '#contract/threads.ts';
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

export class TurnsTable {
  readonly #put;
  readonly #list;
  readonly #open;
  readonly #one;
  readonly #newest;

  constructor(database: Database) {
    this.#put = database.prepare(
      `INSERT INTO turns (id, thread, number, ended_at, body) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, body = excluded.body`,
    );
    this.#list = database.prepare<BodyRow>('SELECT body FROM turns WHERE thread = ? ORDER BY number');
    this.#one = database.prepare<BodyRow>('SELECT body FROM turns WHERE id = ?');
    this.#newest = database.prepare<BodyRow>('SELECT body FROM turns WHERE thread = ? ORDER BY number DESC LIMIT 1');
    this.#open = database.prepare<BodyRow>('SELECT body FROM turns WHERE ended_at IS NULL ORDER BY thread, number');
  }

  put(turn: Turn): void {
    this.#put.run(turn.id, turn.thread, turn.number, turn.endedAt, JSON.stringify(turn));
  }

  ofThread(thread: ThreadId): readonly Turn[] {
    return this.#list.all(thread).map(fromBody<Turn>);
  }

  get(id: TurnId): Turn | null {
    const row = this.#one.get(id);
    return row === undefined ? null : fromBody<Turn>(row);
  }

  newest(thread: ThreadId): Turn | null {
    const row = this.#newest.get(thread);
    return row === undefined ? null : fromBody<Turn>(row);
  }

  /** Turns that have not ended, of all threads: after a crash, those that were cut. */
  open(): readonly Turn[] {
    return this.#open.all().map(fromBody<Turn>);
  }
}
