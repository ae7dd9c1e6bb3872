/**
 * The item log: appended with a position in its thread, changed only while live, frozen once settled (a trigger
 * refuses what would change it). Settled text is searchable.
 */
import type { ItemId, ThreadId } from '#contract/ids.ts';
import type { Item } from '#contract/items.ts';
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

export interface FoundItem {
  readonly thread: ThreadId;
  readonly item: ItemId;
  /** Matches stand between U+0002 and U+0003. */
  readonly excerpt: string;
  readonly at: number;
}

const EXCERPT_TOKENS = 16;

/** Every word must occur; the last one may be a beginning. Quoted, so that no sign has a meaning to FTS5. */
const matchOf = (query: string): string | null => {
  const words = query.match(/[\p{L}\p{N}_]+/gu) ?? [];
  return words.length === 0 ? null : words.map((word, index) => `"${word}"${index === words.length - 1 ? '*' : ''}`).join(' ');
};

export class ItemsTable {
  readonly #put;
  readonly #index;
  readonly #last;
  readonly #page;
  readonly #range;
  readonly #live;
  readonly #search;
  readonly #lastUser;
  readonly #one;

  constructor(database: Database) {
    this.#put = database.prepare(
      `INSERT INTO items (thread, position, status, body) VALUES (?, ?, ?, ?)
       ON CONFLICT (thread, position) DO UPDATE SET status = excluded.status, body = excluded.body`,
    );
    this.#index = database.prepare(
      `INSERT INTO items_found (rowid, text)
       SELECT row, text FROM item_texts WHERE row = (SELECT row FROM items WHERE thread = ? AND position = ?) AND text <> ''`,
    );
    this.#last = database.prepare<{ position: number | null }>('SELECT max(position) AS position FROM items WHERE thread = ?');
    this.#page = database.prepare<BodyRow>('SELECT body FROM items WHERE thread = ? AND position < ? ORDER BY position DESC LIMIT ?');
    this.#range = database.prepare<BodyRow>('SELECT body FROM items WHERE thread = ? AND position >= ? ORDER BY position LIMIT ?');
    this.#live = database.prepare<BodyRow & { thread: ThreadId }>(
      `SELECT thread, body FROM items WHERE status = 'live' ORDER BY thread, position`,
    );
    this.#search = database.prepare<BodyRow & { thread: ThreadId; excerpt: string }>(
      `SELECT i.thread, i.body, f.excerpt FROM (
         SELECT rowid AS row, snippet(items_found, 0, char(2), char(3), '…', ${EXCERPT_TOKENS}) AS excerpt
         FROM items_found WHERE items_found MATCH ? ORDER BY rowid DESC LIMIT ?) f
       JOIN items i ON i.row = f.row ORDER BY i.row DESC`,
    );
    this.#one = database.prepare<BodyRow>(`SELECT body FROM items WHERE thread = ? AND body ->> '$.id' = ? ORDER BY position DESC LIMIT 1`);
    this.#lastUser = database.prepare<BodyRow>(
      `SELECT body FROM items WHERE thread = ? AND body ->> '$.kind' = 'user' ORDER BY position DESC LIMIT 1`,
    );
  }

  /** Appends it, or replaces a live one. Throws when the item has settled before: that is a bug of the caller. */
  put(thread: ThreadId, item: Item): void {
    this.#put.run(thread, item.position, item.status, JSON.stringify(item));
    if (item.status !== 'live') this.#index.run(thread, item.position);
  }

  /** Position of the newest item; 0 when there is none. */
  lastPosition(thread: ThreadId): number {
    return this.#last.get(thread)?.position ?? 0;
  }

  /** The newest `limit` items before a position, oldest first. Null: from the end. */
  page(thread: ThreadId, before: number | null, limit: number): readonly Item[] {
    return this.#page
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

  lastUserItem(thread: ThreadId): Extract<Item, { kind: 'user' }> | null {
    const row = this.#lastUser.get(thread);
    return row === undefined ? null : fromBody<Extract<Item, { kind: 'user' }>>(row);
  }

  /** Settled items whose text has all words of the query, newest first. */
  search(query: string, limit: number): readonly FoundItem[] {
    const match = matchOf(query);
    if (match === null) return [];
    return this.#search.all(match, limit).map((row) => {
      const item = fromBody<Item>(row);
      return { thread: row.thread, item: item.id, excerpt: row.excerpt, at: item.startedAt };
    });
  }
}
