/** Reading what a command may have left, without being led elsewhere or made to wait. */
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';

export interface PlainFile {
  readonly bytes: Buffer;
  readonly stat: Stats;
}

/**
 * A plain file; null when it is anything else, a link or a pipe above all, or larger than `bytesMax`. Reads at once: these
 * files are small, and a turn of the event loop for each costs more than the reading.
 */
export const readPlainFile = (path: string, bytesMax: number): PlainFile | null => {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const stat = fstatSync(descriptor);
    return stat.isFile() && stat.size <= bytesMax ? { bytes: readFileSync(descriptor), stat } : null;
  } catch {
    return null;
  } finally {
    closeSync(descriptor);
  }
};

/** Its bytes alone. */
export const readPlain = (path: string, bytesMax: number): Buffer | null => readPlainFile(path, bytesMax)?.bytes ?? null;
