/** What is known of files the user attached; their bytes are files in the data folder. */
import type { AttachmentId } from '#contract/ids.ts';
import type { Attachment } from '#contract/items.ts';
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

export class AttachmentsTable {
  readonly #insert;
  readonly #one;

  constructor(database: Database) {
    this.#insert = database.prepare('INSERT INTO attachments (id, body, created_at) VALUES (?, ?, ?)');
    this.#one = database.prepare<BodyRow>('SELECT body FROM attachments WHERE id = ?');
  }

  insert(attachment: Attachment, at: number): void {
    this.#insert.run(attachment.id, JSON.stringify(attachment), at);
  }

  get(id: AttachmentId): Attachment | null {
    const row = this.#one.get(id);
    return row === undefined ? null : fromBody<Attachment>(row);
  }
}
