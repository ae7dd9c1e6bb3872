/** What each model call of a thread sent and cost. Rows are only added. */
import type { ModelCall } from '#contract/context.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

export class ModelCallsTable {
  readonly #add;
  readonly #newest;
  readonly #count;

  constructor(database: Database) {
    this.#add = database.prepare('INSERT INTO model_calls (thread, number, body) VALUES (?, ?, ?)');
    this.#newest = database.prepare<BodyRow>('SELECT body FROM model_calls WHERE thread = ? ORDER BY number DESC LIMIT ?');
    this.#count = database.prepare<{ readonly count: number }>(
      'SELECT coalesce(max(number), 0) AS count FROM model_calls WHERE thread = ?',
    );
  }

  add(thread: ThreadId, call: ModelCall): void {
    this.#add.run(thread, call.number, JSON.stringify(call));
  }

  /** The newest, oldest first. */
  newest(thread: ThreadId, limit: number): readonly ModelCall[] {
    return this.#newest
      .all(thread, limit)
      .map((row) => fromBody<ModelCall>(row))
      .toReversed();
  }

  count(thread: ThreadId): number {
    return this.#count.get(thread)?.count ?? 0;
  }
}
