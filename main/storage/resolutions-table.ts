/** How conflicts were resolved by a person, until the base is taken in. */
import type { ThreadId } from '#contract/ids.ts';
import type { Resolution } from '#contract/landing.ts';
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

export class ResolutionsTable {
  readonly #put;
  readonly #remove;
  readonly #one;
  readonly #clear;

  constructor(database: Database) {
    this.#put = database.prepare(
      'INSERT INTO resolutions (thread, conflict, body) VALUES (?, ?, ?) ON CONFLICT (thread, conflict) DO UPDATE SET body = excluded.body',
    );
    this.#remove = database.prepare('DELETE FROM resolutions WHERE thread = ? AND conflict = ?');
    this.#one = database.prepare<BodyRow>('SELECT body FROM resolutions WHERE thread = ? AND conflict = ?');
    this.#clear = database.prepare('DELETE FROM resolutions WHERE thread = ?');
  }

  get(thread: ThreadId, conflict: string): Resolution | null {
    const row = this.#one.get(thread, conflict);
    return row === undefined ? null : fromBody<Resolution>(row);
  }

  put(thread: ThreadId, conflict: string, resolution: Resolution | null): void {
    if (resolution === null) this.#remove.run(thread, conflict);
    else this.#put.run(thread, conflict, JSON.stringify(resolution));
  }

  /** The thread took its base in, or is gone for good. */
  clear(thread: ThreadId): void {
    this.#clear.run(thread);
  }
}
