/** The images of a user's message, as models take them. */
import { open } from 'node:fs/promises';
import { failure } from '#contract/failure.ts';
import type { ModelImage } from '#main/models/model-client.ts';

/** Providers take no larger ones. */
const IMAGE_MAX_BYTES = 20 * 1024 * 1024;

const signatures: readonly (readonly [string, string, number])[] = [
  ['image/png', '89504e47', 0],
  ['image/jpeg', 'ffd8ff', 0],
  ['image/gif', '47494638', 0],
  ['image/webp', '57454250', 8],
];

/** By the bytes, whatever the name says. */
const kindOf = (bytes: Buffer): string | null =>
  signatures.find(([, signature, at]) => bytes.subarray(at, at + signature.length / 2).toString('hex') === signature)?.[0] ?? null;

const readImage = async (path: string): Promise<ModelImage> => {
  const file = await open(path).catch(() => null);
  if (file === null) throw failure('not-found', 'An image of the message is not there any more.', 'Attach it again.');
  try {
    const { size } = await file.stat();
    if (size > IMAGE_MAX_BYTES) throw failure('invalid', 'An image is too large for a model.', 'Attach one of less than 20 MB.');
    const bytes = await file.readFile();
    const mime = kindOf(bytes);
    if (mime === null) throw failure('invalid', 'An image is of a kind that models do not read.', 'Attach a PNG, JPEG, GIF or WebP.');
    return { mime, base64: bytes.toString('base64') };
  } finally {
    await file.close();
  }
};

/** Throws AppError for one that cannot be sent. */
export const readImages = (paths: readonly string[]): Promise<readonly ModelImage[]> => Promise.all(paths.map(readImage));
