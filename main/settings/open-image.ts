/**
 * An image of an agent, looked at before it is kept. Agents name paths of their own choosing: only files that begin as an
 * image does are taken, and the file that was looked at is the one that is copied.
 */
import { closeSync, constants, createReadStream, createWriteStream, fstatSync, openSync, readSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { AgentImage } from '#main/agents/agent-backend.ts';

export interface OpenedImage {
  readonly name: string;
  readonly mime: string;
  readonly bytes: number;
  /** Once. */
  readonly writeTo: (path: string) => Promise<void>;
}
type Missing = { readonly missing: string };

const HEAD_BYTES = 12;

/** What a browser shows and nothing else, by its first bytes. */
const kindOf = (head: Buffer): { readonly mime: string; readonly ending: string } | null => {
  const ascii = head.toString('latin1');
  if (ascii.startsWith('\u0089PNG\r\n')) return { mime: 'image/png', ending: '.png' };
  if (ascii.startsWith('\u00ff\u00d8\u00ff')) return { mime: 'image/jpeg', ending: '.jpg' };
  if (ascii.startsWith('GIF8')) return { mime: 'image/gif', ending: '.gif' };
  if (ascii.startsWith('RIFF') && ascii.slice(8) === 'WEBP') return { mime: 'image/webp', ending: '.webp' };
  return null;
};

const tooLarge = (maxBytes: number): string => `larger than ${maxBytes / 1024 / 1024} MB and was not kept.`;

const ofBytes = (base64: string, maxBytes: number): OpenedImage | Missing => {
  // Three bytes in four characters: a text that is too long is not decoded at all.
  if (base64.length > (maxBytes * 4) / 3 + 4) return { missing: `The agent showed an image that is ${tooLarge(maxBytes)}` };
  const bytes = Buffer.from(base64, 'base64');
  const kind = kindOf(bytes.subarray(0, HEAD_BYTES));
  if (kind === null) return { missing: 'The agent showed an image of a kind that cannot be shown here.' };
  const writeTo = (path: string): Promise<void> => writeFile(path, bytes, { mode: 0o600 });
  return { name: `image${kind.ending}`, mime: kind.mime, bytes: bytes.length, writeTo };
};

const ofPath = (path: string, maxBytes: number): OpenedImage | Missing => {
  const missing = (why: string): Missing => ({ missing: `The agent showed the image ${path}, which is ${why}` });
  let file: number;
  try {
    // Without waiting: a pipe that nobody writes to must not hold up the core.
    // oxlint-disable-next-line no-bitwise
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch {
    return missing('not there or cannot be read.');
  }
  const refuse = (why: string): Missing => {
    closeSync(file);
    return missing(why);
  };
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return refuse('not a file.');
    if (stat.size > maxBytes) return refuse(tooLarge(maxBytes));
    const head = Buffer.alloc(HEAD_BYTES);
    const kind = kindOf(head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0)));
    if (kind === null) return refuse('of a kind that cannot be shown here.');
    const bytes = stat.size;
    // The stream closes the file at its end.
    const writeTo = (to: string): Promise<void> =>
      pipeline(createReadStream('', { fd: file, start: 0, end: Math.max(0, bytes - 1) }), createWriteStream(to, { mode: 0o600 }));
    return { name: basename(path), mime: kind.mime, bytes, writeTo };
  } catch {
    return refuse('not there or cannot be read.');
  }
};

/** `missing` is a sentence for the thread. */
export const openImage = (image: AgentImage, maxBytes: number): OpenedImage | Missing =>
  'base64' in image ? ofBytes(image.base64, maxBytes) : ofPath(image.path, maxBytes);
