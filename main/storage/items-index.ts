/**
 * Full-text search over settled items. Indexing costs several times what appending costs, so it is done a little later,
 * in small slices: everything up to a row is in the index, except the rows that were still live when their turn came.
 */
import type { ItemId, ThreadId } from '#contract/ids.ts';
import type { Item } from '#contract/items.ts';
import { log } from '#main/base/log.ts';
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
/** Rows per slice: a few milliseconds of the main loop. */
const SLICE_ROWS = 50;
const BETWEEN_SLICES_MS = 50;
const AFTER_SETTLING_MS = 1_000;
/** A search first takes in what was said just now. */
const BEFORE_SEARCH_ROWS = 500;

/** Every word must occur; the last one may be a beginning. Quoted, so that no sign has a meaning to FTS5. */
const matchOf = (query: string): string | null => {
  const words = query.match(/[\p{L}\p{N}_]+/gu) ?? [];
  return words.length === 0 ? null : words.map((word, index) => `"${word}"${index === words.length - 1 ? '*' : ''}`).join(' ');
};

const prepare = (database: Database) => ({
  progress: database.prepare<{ row: number }>('SELECT row FROM index_progress'),
  moveTo: database.prepare('UPDATE index_progress SET row = ?'),
  last: database.prepare<{ row: number | null }>('SELECT max(row) AS row FROM (SELECT row FROM items WHERE row > ? ORDER BY row LIMIT ?)'),
  later: database.prepare(`INSERT INTO index_later SELECT row FROM items WHERE row > ? AND row <= ? AND status = 'live'`),
  take: database.prepare(
    `INSERT INTO items_found (rowid, text) SELECT t.row, t.text FROM item_texts t JOIN items i ON i.row = t.row
     WHERE i.row > ? AND i.row <= ? AND i.status <> 'live' AND t.text <> ''`,
  ),
  settledLater: database.prepare<{ row: number }>(
    `SELECT l.row FROM index_later l JOIN items i ON i.row = l.row WHERE i.status <> 'live' LIMIT ?`,
  ),
  takeOne: database.prepare(`INSERT INTO items_found (rowid, text) SELECT row, text FROM item_texts WHERE row = ? AND text <> ''`),
  forgetLater: database.prepare('DELETE FROM index_later WHERE row = ?'),
  search: database.prepare<BodyRow & { thread: ThreadId; excerpt: string }>(
    `SELECT i.thread, i.body, f.excerpt FROM (
       SELECT rowid AS row, snippet(items_found, 0, char(2), char(3), '…', ${EXCERPT_TOKENS}) AS excerpt
       FROM items_found WHERE items_found MATCH ? ORDER BY rowid DESC LIMIT ?) f
     JOIN items i ON i.row = f.row ORDER BY i.row DESC`,
  ),
});

export class ItemsIndex {
  readonly #database: Database;
  readonly #statements: ReturnType<typeof prepare>;
  #timer: NodeJS.Timeout | null = null;
  #isOver = false;

  constructor(database: Database) {
    this.#database = database;
    this.#statements = prepare(database);
  }

  /** Something settled: it is indexed soon. */
  readonly mark = (): void => this.#schedule(AFTER_SETTLING_MS);

  /** Takes in up to so many rows; false when nothing was left to do. */
  catchUp(rows: number): boolean {
    return this.#database.transaction(() => {
      const from = this.#statements.progress.get()?.row ?? 0;
      const settled = this.#statements.settledLater.all(rows);
      for (const { row } of settled) {
        this.#statements.takeOne.run(row);
        this.#statements.forgetLater.run(row);
      }
      const to = this.#statements.last.get(from, rows)?.row ?? null;
      if (to === null) return settled.length > 0;
      this.#statements.later.run(from, to);
      this.#statements.take.run(from, to);
      this.#statements.moveTo.run(to);
      return true;
    });
  }

  /** Settled items whose text has all words of the query, newest first. */
  search(query: string, limit: number): readonly FoundItem[] {
    const match = matchOf(query);
    if (match === null) return [];
    this.#tryCatchUp(BEFORE_SEARCH_ROWS);
    return this.#statements.search.all(match, limit).map((row) => {
      const item = fromBody<Item>(row);
      return { thread: row.thread, item: item.id, excerpt: row.excerpt, at: item.startedAt };
    });
  }

  dispose(): void {
    this.#isOver = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #schedule(milliseconds: number): void {
    if (this.#timer !== null || this.#isOver) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#tryCatchUp(SLICE_ROWS)) this.#schedule(BETWEEN_SLICES_MS);
    }, milliseconds).unref();
  }

  /** A full disk or a database that is only read must not keep a search from what is indexed. */
  #tryCatchUp(rows: number): boolean {
    try {
      return !this.#isOver && this.catchUp(rows);
    } catch (error) {
      log.warning('search.index', { error });
      return false;
    }
  }
}
