/** Where agents' own conversations stood when turns ended. A row each; written with the end of the turn. */
import type { AgentId, ThreadId, TurnId } from '#contract/ids.ts';
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

export interface TurnMark {
  readonly turn: TurnId;
  readonly agent: AgentId;
  /** The agent's own name for the point; opaque. */
  readonly mark: string;
  /** The conversation that the point belongs to, as it was known then. */
  readonly reference: { readonly nativeId: string; readonly [key: string]: string | number | boolean | null };
  /** Of the thread's newest item at that moment. */
  readonly position: number;
}

export class TurnMarksTable {
  readonly #put;
  readonly #upTo;

  constructor(database: Database) {
    this.#put = database.prepare(
      'INSERT INTO turn_marks (turn, thread, position, body) VALUES (?, ?, ?, ?) ON CONFLICT (turn) DO UPDATE SET body = excluded.body',
    );
    this.#upTo = database.prepare<BodyRow>('SELECT body FROM turn_marks WHERE thread = ? AND position <= ? ORDER BY position DESC LIMIT ?');
  }

  put(thread: ThreadId, mark: TurnMark): void {
    this.#put.run(mark.turn, thread, mark.position, JSON.stringify(mark));
  }

  /** Marks at or before a position, the nearest first. */
  upTo(thread: ThreadId, position: number, limit: number): readonly TurnMark[] {
    return this.#upTo.all(thread, position, limit).map(fromBody<TurnMark>);
  }
}
