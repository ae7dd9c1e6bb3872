/** Kinds of images that models read, by the ending of a file's name. */
import { extname } from 'node:path';

const kinds: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
};

/** Null when it is none of them, as far as the name tells. */
export const imageKind = (path: string): string | null => kinds[extname(path).toLowerCase()] ?? null;
