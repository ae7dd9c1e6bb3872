/** Messages that wait for the end of a turn. Their order is `place`, so that it never depends on a clock. */
import type { QueuedId, ThreadId } from '#contract/ids.ts';
import type { QueuedMessage } from '#contract/threads.ts';
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

export class QueueTable {
  readonly #database: Database;
  readonly #clear;
  readonly #insert;
  readonly #list;
  readonly #all;

  constructor(database: Database) {
    this.#database = database;
    this.#clear = database.prepare('DELETE FROM queued WHERE thread = ?');
    this.#insert = database.prepare('INSERT INTO queued (id, thread, place, body) VALUES (?, ?, ?, ?)');
    this.#list = database.prepare<BodyRow>('SELECT body FROM queued WHERE thread = ? ORDER BY place');
    this.#all = database.prepare<BodyRow & { thread: ThreadId }>('SELECT thread, body FROM queued ORDER BY thread, place');
  }

  list(thread: ThreadId): readonly QueuedMessage[] {
    return this.#list.all(thread).map(fromBody<QueuedMessage>);
  }

  all(): ReadonlyMap<ThreadId, readonly QueuedMessage[]> {
    const found = new Map<ThreadId, QueuedMessage[]>();
    for (const row of this.#all.all()) {
      const list = found.get(row.thread);
      if (list === undefined) found.set(row.thread, [fromBody<QueuedMessage>(row)]);
      else list.push(fromBody<QueuedMessage>(row));
    }
    return found;
  }

  /** Writes the whole queue of a thread; queues are short. */
  replace(thread: ThreadId, queue: readonly (QueuedMessage & { readonly id: QueuedId })[]): void {
    this.#database.transaction(() => {
      this.#clear.run(thread);
      queue.forEach((message, place) => this.#insert.run(message.id, thread, place, JSON.stringify(message)));
    });
  }
}
