/**
 * Threads. Each row holds the thread as everybody sees it and a private part that only `threads/` reads.
 * Removing sets a mark; the row stays for restoring.
 */
import type { ThreadId } from '#contract/ids.ts';
import type { Thread } from '#contract/threads.ts';
import type { Database } from './database.ts';

interface Row {
  readonly body: string;
  readonly private: string;
}

export interface StoredThread<Private> {
  readonly thread: Thread;
  readonly private: Private;
}

export class ThreadsTable<Private> {
  readonly #insert;
  readonly #update;
  readonly #list;
  readonly #removed;
  readonly #one;

  constructor(database: Database) {
    this.#insert = database.prepare('INSERT INTO threads (id, project, body, private, removed_at, created_at) VALUES (?, ?, ?, ?, ?, ?)');
    this.#update = database.prepare('UPDATE threads SET body = ?, private = ?, removed_at = ? WHERE id = ?');
    this.#list = database.prepare<Row>('SELECT body, private FROM threads WHERE removed_at IS NULL ORDER BY created_at, rowid');
    this.#removed = database.prepare<Row>('SELECT body, private FROM threads WHERE removed_at IS NOT NULL ORDER BY removed_at DESC');
    this.#one = database.prepare<Row>('SELECT body, private FROM threads WHERE id = ?');
  }

  insert(stored: StoredThread<Private>): void {
    const { thread } = stored;
    this.#insert.run(thread.id, thread.project, JSON.stringify(thread), JSON.stringify(stored.private), thread.removedAt, thread.createdAt);
  }

  update(stored: StoredThread<Private>): void {
    const { thread } = stored;
    this.#update.run(JSON.stringify(thread), JSON.stringify(stored.private), thread.removedAt, thread.id);
  }

  /** All that are not removed, in order of creation. */
  list(): readonly StoredThread<Private>[] {
    return this.#list.all().map((row) => this.#read(row));
  }

  /** Removed ones, the last removed first. */
  removed(): readonly StoredThread<Private>[] {
    return this.#removed.all().map((row) => this.#read(row));
  }

  get(id: ThreadId): StoredThread<Private> | null {
    const row = this.#one.get(id);
    return row === undefined ? null : this.#read(row);
  }

  #read(row: Row): StoredThread<Private> {
    return { thread: JSON.parse(row.body) as Thread, private: JSON.parse(row.private) as Private };
  }
}
