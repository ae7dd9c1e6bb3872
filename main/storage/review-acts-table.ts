/** What was done to files and index and can be taken back. */
import type { ActId, ThreadId } from '#contract/ids.ts';
import type { Act } from '#contract/review.ts';
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

/** `Entries` are the contents before and after; their shape belongs to main/review/. */
export interface StoredAct<Entries> {
  readonly act: Act;
  readonly entries: Entries;
}

type Row = BodyRow & { readonly entries: string };

export class ReviewActsTable<Entries> {
  readonly #put;
  readonly #one;
  readonly #list;

  constructor(database: Database) {
    this.#put = database.prepare(
      `INSERT INTO review_acts (id, thread, body, entries, at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET body = excluded.body, entries = excluded.entries`,
    );
    this.#one = database.prepare<Row>('SELECT body, entries FROM review_acts WHERE id = ?');
    this.#list = database.prepare<BodyRow>('SELECT body FROM review_acts WHERE thread = ? ORDER BY at DESC, rowid DESC LIMIT ?');
  }

  put({ act, entries }: StoredAct<Entries>): void {
    this.#put.run(act.id, act.thread, JSON.stringify(act), JSON.stringify(entries), act.at);
  }

  get(id: ActId): StoredAct<Entries> | null {
    const row = this.#one.get(id);
    return row === undefined ? null : { act: fromBody<Act>(row), entries: JSON.parse(row.entries) as Entries };
  }

  /** Newest first. */
  ofThread(thread: ThreadId, limit: number): readonly Act[] {
    return this.#list.all(thread, limit).map(fromBody<Act>);
  }
}
