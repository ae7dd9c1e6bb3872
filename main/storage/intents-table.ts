/**
 * Intents: what is about to be done outside the database, written before it begins and removed when it is done.
 * What stands here at boot was cut by a crash and is finished or undone by whoever wrote its kind.
 */
import type { Database } from './database.ts';

export interface Intent {
  readonly id: number;
  /** Names who can finish it: `worktree.create`, `review.land` … */
  readonly kind: string;
  /** Id of the thread or project concerned. */
  readonly subject: string;
  /** JSON value; its shape belongs to the kind. */
  readonly body: unknown;
  readonly createdAt: number;
}

interface Row extends Omit<Intent, 'body'> {
  readonly body: string;
}

const read = (row: Row): Intent => ({ ...row, body: JSON.parse(row.body) as unknown });
const COLUMNS = 'id, kind, subject, body, created_at AS createdAt';

export class IntentsTable {
  readonly #insert;
  readonly #update;
  readonly #remove;
  readonly #list;

  constructor(database: Database) {
    this.#insert = database.prepare('INSERT INTO intents (kind, subject, body, created_at) VALUES (?, ?, ?, ?)');
    this.#update = database.prepare('UPDATE intents SET body = ? WHERE id = ?');
    this.#remove = database.prepare('DELETE FROM intents WHERE id = ?');
    this.#list = database.prepare<Row>(`SELECT ${COLUMNS} FROM intents ORDER BY id`);
  }

  /** Writes it down; give the id back to `remove` when the work is done. */
  add(kind: string, subject: string, body: unknown, at: number): number {
    return this.#insert.run(kind, subject, JSON.stringify(body ?? null), at).row;
  }

  update(id: number, body: unknown): void {
    this.#update.run(JSON.stringify(body ?? null), id);
  }

  remove(id: number): void {
    this.#remove.run(id);
  }

  /** In the order they were written. */
  list(): readonly Intent[] {
    return this.#list.all().map(read);
  }
}
