/**
 * The item log: appended with a position in its thread, changed only while live, frozen once settled (a trigger
 * refuses what would change it). `items-index.ts` makes settled text searchable.
 */
import type { ItemId, ThreadId } from '#contract/ids.ts';
import type { Item } from '#contract/items.ts';
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

export class ItemsTable {
  readonly #put;
  readonly #last;
  readonly #page;
  readonly #mainPage;
  readonly #range;
  readonly #live;
  readonly #lastUser;
  readonly #one;
  readonly #userItems;

  readonly #onSettled: () => void;

  constructor(database: Database, onSettled: () => void) {
    this.#onSettled = onSettled;
    this.#put = database.prepare(
      `INSERT INTO items (thread, position, status, body) VALUES (?, ?, ?, ?)
       ON CONFLICT (thread, position) DO UPDATE SET status = excluded.status, body = excluded.body`,
    );
    this.#last = database.prepare<{ position: number | null }>('SELECT max(position) AS position FROM items WHERE thread = ?');
    this.#page = database.prepare<BodyRow>('SELECT body FROM items WHERE thread = ? AND position < ? ORDER BY position DESC LIMIT ?');
    this.#mainPage = database.prepare<BodyRow>(
      `SELECT body FROM items WHERE thread = ? AND position < ? AND body ->> '$.parent' IS NULL ORDER BY position DESC LIMIT ?`,
    );
    this.#range = database.prepare<BodyRow>('SELECT body FROM items WHERE thread = ? AND position >= ? ORDER BY position LIMIT ?');
    this.#live = database.prepare<BodyRow & { thread: ThreadId }>(
      `SELECT thread, body FROM items WHERE status = 'live' ORDER BY thread, position`,
    );
    this.#one = database.prepare<BodyRow>(`SELECT body FROM items WHERE thread = ? AND body ->> '$.id' = ? ORDER BY position DESC LIMIT 1`);
    this.#userItems = database.prepare<BodyRow>(
      `SELECT body FROM items WHERE thread = ? AND body ->> '$.kind' = 'user' ORDER BY position DESC LIMIT ?`,
    );
    this.#lastUser = database.prepare<BodyRow>(
      `SELECT body FROM items WHERE thread = ? AND body ->> '$.kind' = 'user' ORDER BY position DESC LIMIT 1`,
    );
  }

  /** Appends it, or replaces a live one. Throws when the item has settled before: that is a bug of the caller. */
  put(thread: ThreadId, item: Item): void {
    this.#put.run(thread, item.position, item.status, JSON.stringify(item));
    if (item.status !== 'live') this.#onSettled();
  }

  /** Position of the newest item; 0 when there is none. */
  lastPosition(thread: ThreadId): number {
    return this.#last.get(thread)?.position ?? 0;
  }

  /** The newest `limit` items before a position, oldest first. Null: from the end. `main`: without what sub-agents did. */
  page(thread: ThreadId, before: number | null, limit: number, main = false): readonly Item[] {
    return (main ? this.#mainPage : this.#page)
      .all(thread, before ?? Number.MAX_SAFE_INTEGER, limit)
      .map(fromBody<Item>)
      .reverse();
  }

  /** Items from a position on, oldest first. */
  from(thread: ThreadId, position: number, limit: number): readonly Item[] {
    return this.#range.all(thread, position, limit).map(fromBody<Item>);
  }

  /** Items that have not settled, of all threads: after a crash, those that were cut. */
  live(): readonly { readonly thread: ThreadId; readonly item: Item }[] {
    return this.#live.all().map((row) => ({ thread: row.thread, item: fromBody<Item>(row) }));
  }

  find(thread: ThreadId, id: ItemId): Item | null {
    const row = this.#one.get(thread, id);
    return row === undefined ? null : fromBody<Item>(row);
  }

  /** What the user said, the newest `limit`, oldest first. */
  userItems(thread: ThreadId, limit: number): readonly Extract<Item, { kind: 'user' }>[] {
    return this.#userItems
      .all(thread, limit)
      .map(fromBody<Extract<Item, { kind: 'user' }>>)
      .reverse();
  }

  lastUserItem(thread: ThreadId): Extract<Item, { kind: 'user' }> | null {
    const row = this.#lastUser.get(thread);
    return row === undefined ? null : fromBody<Extract<Item, { kind: 'user' }>>(row);
  }
}
