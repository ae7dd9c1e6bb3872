/** Checkpoints: one row each; the files are in git under a ref of ours. */
import type { Checkpoint } from '#contract/checkpoints.ts';
import type { CheckpointId, ThreadId } from '#contract/ids.ts';
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

export interface StoredCheckpoint {
  readonly checkpoint: Checkpoint;
  /** Bytes of the files that were new in it. */
  readonly bytes: number;
}

type Row = BodyRow & { readonly bytes: number };

const read = (row: Row): StoredCheckpoint => ({ checkpoint: fromBody<Checkpoint>(row), bytes: row.bytes });

export class CheckpointsTable {
  readonly #database: Database;
  readonly #put;
  readonly #remove;
  readonly #list;
  readonly #one;
  readonly #threads;

  constructor(database: Database) {
    this.#database = database;
    this.#put = database.prepare('INSERT INTO checkpoints (id, thread, turn, bytes, body, at) VALUES (?, ?, ?, ?, ?, ?)');
    this.#remove = database.prepare('DELETE FROM checkpoints WHERE id = ?');
    this.#list = database.prepare<Row>('SELECT body, bytes FROM checkpoints WHERE thread = ? ORDER BY at DESC, rowid DESC');
    this.#one = database.prepare<Row>('SELECT body, bytes FROM checkpoints WHERE id = ?');
    this.#threads = database.prepare<{ thread: ThreadId }>('SELECT DISTINCT thread FROM checkpoints');
  }

  put({ checkpoint, bytes }: StoredCheckpoint): void {
    this.#put.run(checkpoint.id, checkpoint.thread, checkpoint.turn, bytes, JSON.stringify(checkpoint), checkpoint.at);
  }

  remove(ids: readonly CheckpointId[]): void {
    this.#database.transaction(() => {
      for (const id of ids) this.#remove.run(id);
    });
  }

  /** Newest first. */
  ofThread(thread: ThreadId): readonly StoredCheckpoint[] {
    return this.#list.all(thread).map(read);
  }

  get(id: CheckpointId): StoredCheckpoint | null {
    const row = this.#one.get(id);
    return row === undefined ? null : read(row);
  }

  /** Threads that have any. */
  threads(): readonly ThreadId[] {
    return this.#threads.all().map(({ thread }) => thread);
  }
}
