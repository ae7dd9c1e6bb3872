/** Files the user attached: bytes in the data folder, what is known of them in a row. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '#contract/failure.ts';
import type { AttachmentId } from '#contract/ids.ts';
import type { Attachment } from '#contract/items.ts';
import type { AgentImage } from '#main/agents/agent-backend.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { log } from '#main/base/log.ts';
import { newId } from '#main/base/new-id.ts';
import type { AttachmentsTable } from '#main/storage/attachments-table.ts';
import { storageFailure } from '#main/storage/storage-failure.ts';
import { openImage } from './open-image.ts';

export const ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024;

/** Agents look at the ending of a file name; nothing else of the user's name goes into a path. */
const endingOf = (name: string): string => /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0].toLowerCase() ?? '';

export class Attachments {
  readonly #table: AttachmentsTable;
  readonly #folder: string;
  /** Images of agents whose bytes are on their way to the disk. Never reject. */
  readonly #arriving = new Map<AttachmentId, Promise<void>>();

  constructor(table: AttachmentsTable, folder: string) {
    this.#table = table;
    this.#folder = folder;
  }

  /** Throws AppError `not-found`. */
  get(id: AttachmentId): Attachment {
    const attachment = this.#table.get(id);
    if (attachment === null) throw failure('not-found', 'An attached file is not there any more.', 'Attach it again.');
    return attachment;
  }

  readonly all = (ids: readonly AttachmentId[]): readonly Attachment[] => ids.map((id) => this.get(id));

  /** Absolute path of the bytes. */
  readonly pathOf = (id: AttachmentId): string => join(this.#folder, `${id}${endingOf(this.get(id).name)}`);

  async add(name: string, mime: string, base64: string): Promise<Attachment> {
    const bytes = Buffer.from(base64, 'base64');
    if (bytes.length > ATTACHMENT_MAX_BYTES) {
      throw failure(
        'invalid',
        `“${name}” is larger than ${ATTACHMENT_MAX_BYTES / 1024 / 1024} MB.`,
        'Put it into the repository, or name its path.',
      );
    }
    const attachment: Attachment = { id: newId('f'), name, mime, bytes: bytes.length };
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(join(this.#folder, `${attachment.id}${endingOf(name)}`), bytes, { mode: 0o600 });
    } catch (error) {
      throw storageFailure(error) ?? error;
    }
    this.#table.insert(attachment, Date.now());
    return attachment;
  }

  /**
   * Keeps a copy of an image that an agent shows. The row is there at once, the bytes follow; `read` waits for them.
   * `missing` is a sentence: why there is nothing to show.
   */
  readonly keepImage = (image: AgentImage): Attachment | { readonly missing: string } => {
    const found = openImage(image, ATTACHMENT_MAX_BYTES);
    if ('missing' in found) return found;
    const attachment: Attachment = { id: newId('f'), name: found.name, mime: found.mime, bytes: found.bytes };
    this.#table.insert(attachment, Date.now());
    const file = join(this.#folder, `${attachment.id}${endingOf(found.name)}`);
    const written = mkdir(this.#folder, { recursive: true, mode: 0o700 })
      .then(() => found.writeTo(file))
      .catch((error: unknown) => log.warning('attachments.image', { attachment: attachment.id, error }))
      .finally(() => this.#arriving.delete(attachment.id));
    this.#arriving.set(attachment.id, written);
    return attachment;
  };

  async read(id: AttachmentId): Promise<{ readonly mime: string; readonly base64: string }> {
    const { mime } = this.get(id);
    await this.#arriving.get(id);
    try {
      return { mime, base64: (await readFile(this.pathOf(id))).toString('base64') };
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        throw failure('not-found', 'The attached file is not in the data folder any more.', 'Attach it again.');
      }
      throw storageFailure(error) ?? error;
    }
  }
}

export const attachmentHandlers = (attachments: Attachments): Pick<Handlers, 'attachments.add' | 'attachments.read'> => ({
  'attachments.add': ({ name, mime, base64 }) => attachments.add(name, mime, base64),
  'attachments.read': ({ attachment }) => attachments.read(attachment),
});
