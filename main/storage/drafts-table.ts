/** Unsent text: one draft per thread, and one for the new-task field. */
import type { ThreadId } from '#contract/ids.ts';
import type { Draft } from '#contract/threads.ts';
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

export type DraftKey = ThreadId | 'new-task';

const EMPTY: Draft = { text: '', attachments: [] };

export class DraftsTable {
  readonly #put;
  readonly #remove;
  readonly #one;

  constructor(database: Database) {
    this.#put = database.prepare('INSERT INTO drafts (key, body) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body');
    this.#remove = database.prepare('DELETE FROM drafts WHERE key = ?');
    this.#one = database.prepare<BodyRow>('SELECT body FROM drafts WHERE key = ?');
  }

  get(key: DraftKey): Draft {
    const row = this.#one.get(key);
    return row === undefined ? EMPTY : fromBody<Draft>(row);
  }

  /** An empty draft leaves no row. */
  put(key: DraftKey, draft: Draft): void {
    if (draft.text === '' && draft.attachments.length === 0) this.#remove.run(key);
    else this.#put.run(key, JSON.stringify(draft));
  }
}
