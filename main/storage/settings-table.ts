/** Values under a name: the user's settings and small facts the app remembers. */
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

export class SettingsTable {
  readonly #put;
  readonly #one;

  constructor(database: Database) {
    this.#put = database.prepare('INSERT INTO settings (key, body) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body');
    this.#one = database.prepare<BodyRow>('SELECT body FROM settings WHERE key = ?');
  }

  /** Null when nothing was stored under this name. */
  get(key: string): unknown {
    const row = this.#one.get(key);
    return row === undefined ? null : fromBody<unknown>(row);
  }

  put(key: string, value: unknown): void {
    this.#put.run(key, JSON.stringify(value));
  }
}
