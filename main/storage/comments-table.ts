/** Comments on changes. Removing sets a mark, so that it can be undone. */
import type { Comment } from '#contract/comments.ts';
import type { CommentId, ThreadId } from '#contract/ids.ts';
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

/** `Context` is what finds the code again; its shape belongs to main/review/. */
export interface StoredComment<Context> {
  readonly comment: Comment;
  readonly context: Context;
  readonly removedAt: number | null;
}

type Row = BodyRow & { readonly context: string; readonly removed_at: number | null };

export class CommentsTable<Context> {
  readonly #put;
  readonly #one;
  readonly #list;

  constructor(database: Database) {
    this.#put = database.prepare(
      `INSERT INTO comments (id, thread, body, context, removed_at, created_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET body = excluded.body, context = excluded.context, removed_at = excluded.removed_at`,
    );
    this.#one = database.prepare<Row>('SELECT body, context, removed_at FROM comments WHERE id = ?');
    this.#list = database.prepare<Row>(
      'SELECT body, context, removed_at FROM comments WHERE thread = ? AND removed_at IS NULL ORDER BY created_at, id',
    );
  }

  put({ comment, context, removedAt }: StoredComment<Context>): void {
    this.#put.run(comment.id, comment.thread, JSON.stringify(comment), JSON.stringify(context), removedAt, comment.createdAt);
  }

  /** Removed ones too. */
  get(id: CommentId): StoredComment<Context> | null {
    const row = this.#one.get(id);
    return row === undefined ? null : this.#read(row);
  }

  /** Those that are not removed, in order of creation. */
  ofThread(thread: ThreadId): readonly StoredComment<Context>[] {
    return this.#list.all(thread).map((row) => this.#read(row));
  }

  #read(row: Row): StoredComment<Context> {
    return { comment: fromBody<Comment>(row), context: JSON.parse(row.context) as Context, removedAt: row.removed_at };
  }
}
