/** What of a thread's change was viewed: blocks by content, per file. */
import type { BlockKey } from '#contract/hunks.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { Database } from './database.ts';

type MarkRow = BlockKey & { readonly path: string };

export class ReviewMarksTable {
  readonly #database: Database;
  readonly #put;
  readonly #remove;
  readonly #list;

  constructor(database: Database) {
    this.#database = database;
    this.#put = database.prepare(
      'INSERT INTO review_marks (thread, path, change, above, below, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    );
    this.#remove = database.prepare('DELETE FROM review_marks WHERE thread = ? AND path = ? AND change = ?');
    this.#list = database.prepare<MarkRow>('SELECT path, change, above, below FROM review_marks WHERE thread = ?');
  }

  /** Unmarking takes all marks of equal content away: which of them it was no longer matters. */
  set(
    thread: ThreadId,
    files: readonly { readonly path: string; readonly blocks: readonly BlockKey[] }[],
    viewed: boolean,
    at: number,
  ): void {
    this.#database.transaction(() => {
      for (const { path, blocks } of files) {
        for (const { change, above, below } of blocks) {
          if (viewed) this.#put.run(thread, path, change, above, below, at);
          else this.#remove.run(thread, path, change);
        }
      }
    });
  }

  ofThread(thread: ThreadId): ReadonlyMap<string, readonly BlockKey[]> {
    const found = new Map<string, BlockKey[]>();
    for (const { path, change, above, below } of this.#list.all(thread)) {
      const list = found.get(path);
      if (list === undefined) found.set(path, [{ change, above, below }]);
      else list.push({ change, above, below });
    }
    return found;
  }
}
