/** Small files that git keeps for itself, read without asking git. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

const SMALL_FILE_BYTES = 8_192;

/** The beginning of a small file that must be a plain file: a symbolic link in its place is not followed. Null when it is not there. */
export const readPlain = async (path: string): Promise<string | null> => {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (!(await file.stat()).isFile()) return null;
      const buffer = Buffer.alloc(SMALL_FILE_BYTES);
      const { bytesRead } = await file.read(buffer, 0, SMALL_FILE_BYTES, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
};
