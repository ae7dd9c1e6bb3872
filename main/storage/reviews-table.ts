/** Reviews by agents: one per reviewer's thread. */
import type { Review } from '#contract/comments.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

export class ReviewsTable {
  readonly #put;
  readonly #one;
  readonly #list;

  constructor(database: Database) {
    this.#put = database.prepare(
      `INSERT INTO reviews (review, thread, body, started_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (review) DO UPDATE SET body = excluded.body`,
    );
    this.#one = database.prepare<BodyRow>('SELECT body FROM reviews WHERE review = ?');
    this.#list = database.prepare<BodyRow>('SELECT body FROM reviews WHERE thread = ? ORDER BY started_at DESC, rowid DESC');
  }

  put(review: Review): void {
    this.#put.run(review.review, review.thread, JSON.stringify(review), review.startedAt);
  }

  get(review: ThreadId): Review | null {
    const row = this.#one.get(review);
    return row === undefined ? null : fromBody<Review>(row);
  }

  /** Newest first. */
  ofThread(thread: ThreadId): readonly Review[] {
    return this.#list.all(thread).map(fromBody<Review>);
  }
}
