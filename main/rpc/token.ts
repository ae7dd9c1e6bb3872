/** The token that lets a browser or a command line in: 256 random bits in a file that only its owner can read. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The token in this file; null when there is none, or what is there is no token. */
export const readToken = async (path: string): Promise<string | null> => {
  try {
    const text = (await readFile(path, 'utf8')).trim();
    return TOKEN.test(text) ? text : null;
  } catch {
    // Not there, or not ours to read: both mean that we have no token.
    return null;
  }
};

/** The token in this file, made when there is none. The file is readable by its owner only, from its first byte on. */
export const ensureToken = async (path: string): Promise<string> => {
  const known = await readToken(path);
  if (known !== null) {
    await chmod(path, 0o600);
    return known;
  }
  const token = randomBytes(32).toString('base64url');
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, `${token}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
  return token;
};

/** Compares in a time that says nothing about where they differ, nor about their lengths. */
export const sameSecret = (given: string, wanted: string): boolean => {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
};
