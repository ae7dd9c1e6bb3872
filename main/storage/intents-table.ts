/**
 * Intents: what is about to be done outside the database, written before it begins and removed when it is done.
 * What stands here at boot was cut by a crash and is finished or undone by whoever wrote its kind.
 */
import type { ThreadId } from '#contract/ids.ts';
import type { Database } from './database.ts';

export interface Intent {
  readonly id: string;
  /** Names who can finish it: `worktree.create`, `review.land` … */
  readonly kind: string;
  readonly thread: ThreadId | null;
  /** JSON; its shape belongs to the kind. */
  readonly data: Readonly<Record<string, unknown>>;
}

interface Row {
  readonly id: number;
  readonly kind: string;
  readonly thread: ThreadId | null;
  readonly body: string;
}

const read = (row: Row): Intent => ({
  id: String(row.id),
  kind: row.kind,
  thread: row.thread,
  data: JSON.parse(row.body) as Intent['data'],
});

export class IntentsTable {
  readonly #insert;
  readonly #remove;
  readonly #list;

  constructor(database: Database) {
    this.#insert = database.prepare('INSERT INTO intents (kind, thread, body, created_at) VALUES (?, ?, ?, ?)');
    this.#remove = database.prepare('DELETE FROM intents WHERE id = ?');
    this.#list = database.prepare<Row>('SELECT id, kind, thread, body FROM intents ORDER BY id');
  }

  /** Durable when it returns. Give the id back to `end` when the work is done. */
  readonly begin = (intent: Omit<Intent, 'id'>): string =>
    String(this.#insert.run(intent.kind, intent.thread, JSON.stringify(intent.data), Date.now()).row);

  readonly end = (id: string): void => {
    this.#remove.run(Number(id));
  };

  /** Open intents whose kind starts with `kindPrefix`, oldest first. */
  readonly open = (kindPrefix: string): readonly Intent[] =>
    this.#list
      .all()
      .map(read)
      .filter((intent) => intent.kind.startsWith(kindPrefix));
}
