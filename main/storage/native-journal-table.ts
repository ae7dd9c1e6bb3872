/** Conversations of the native agent: what was said, and what was about to be done, in order. */
import type { Database } from './database.ts';
import type { BodyRow } from './json-row.ts';

export class NativeJournalTable {
  readonly #append;
  readonly #read;

  constructor(database: Database) {
    this.#append = database.prepare('INSERT INTO native_journal (conversation, body) VALUES (?, ?)');
    this.#read = database.prepare<BodyRow>('SELECT body FROM native_journal WHERE conversation = ? ORDER BY row');
  }

  /** Safe from a crash of the app when it returns. */
  readonly append = (conversation: string, entry: string): void => {
    this.#append.run(conversation, entry);
  };

  readonly read = (conversation: string): readonly string[] => this.#read.all(conversation).map(({ body }) => body);
}
