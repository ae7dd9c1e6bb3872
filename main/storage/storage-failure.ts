/** What SQLite and the filesystem say, as sentences for the user. */
import { AppError, failure } from '#contract/failure.ts';

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '');

const SENTENCES: readonly { readonly codes: RegExp; readonly message: string; readonly action: string }[] = [
  {
    codes: /^(SQLITE_FULL|ENOSPC|EDQUOT|EFBIG)/,
    message: 'The disk is full, so nothing can be stored.',
    action: 'Free some space, then try again.',
  },
  {
    codes: /^(SQLITE_BUSY|SQLITE_LOCKED)/,
    message: 'Another program holds the database.',
    action: 'Close the program that has it open, then try again.',
  },
  {
    codes: /^(SQLITE_CORRUPT|SQLITE_NOTADB)/,
    message: 'The database is damaged.',
    action: 'Start the app again: it opens the newest backup.',
  },
  {
    codes: /^(SQLITE_READONLY|EROFS)/,
    message: 'The database is open for reading only, so nothing can be changed.',
    action: 'See the notice at the top of the window for the reason.',
  },
  {
    codes: /^(SQLITE_CANTOPEN|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM)/,
    message: 'The data folder cannot be read or written.',
    action: 'Check the permissions of the data folder.',
  },
  { codes: /^(SQLITE_IOERR|EIO)/, message: 'The disk reported an error.', action: 'Check the disk that holds the data folder.' },
];

/** The failure behind an error of the database or of a file; null when it is none of theirs (a bug, then). */
export const storageFailure = (error: unknown): AppError | null => {
  const code = codeOf(error);
  const found = SENTENCES.find((sentence) => sentence.codes.test(code));
  return found === undefined ? null : failure('storage', found.message, found.action, { details: `${code}: ${(error as Error).message}` });
};

/** Runs `work` and turns what the disk or database refuses into an AppError. Bugs pass unchanged. */
export const storing = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw storageFailure(error) ?? error;
  }
};

/** Whether the file's content can no longer be trusted. */
export const isDamage = (error: unknown): boolean => {
  const text = error instanceof AppError ? (error.failure.details ?? '') : codeOf(error);
  return /^(SQLITE_CORRUPT|SQLITE_NOTADB)/.test(text);
};
