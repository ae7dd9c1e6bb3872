/** Errors of outside commands, and the one way from anything thrown to what the user is told. */
import { randomBytes } from 'node:crypto';
import { AppError, type Failure } from '#contract/failure.ts';
import { log } from './log.ts';

/** An outside command that ended otherwise than its caller accepts. Translated at the edge of git/ or agents/. */
export class CommandError extends Error {
  readonly command: string;
  /** Null when it was ended by a signal or could not be started. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines of what it printed, standard error first. */
  readonly lastLines: string;
  /** `ENOENT`, `EACCES` … when it could not be started. */
  readonly startError: string | null;

  constructor(fields: Pick<CommandError, 'command' | 'exitCode' | 'signal' | 'lastLines' | 'startError'>) {
    const how = fields.startError ?? (fields.signal === null ? `exit code ${fields.exitCode}` : fields.signal);
    super(`${fields.command}: ${how}${fields.lastLines === '' ? '' : `\n${fields.lastLines}`}`);
    this.name = 'CommandError';
    this.command = fields.command;
    this.exitCode = fields.exitCode;
    this.signal = fields.signal;
    this.lastLines = fields.lastLines;
    this.startError = fields.startError;
  }
}

const diskCodes: Readonly<Record<string, readonly [Failure['kind'], string, string]>> = {
  ENOSPC: ['storage', 'The disk is full.', 'Free some space, then try again.'],
  EDQUOT: ['storage', 'Your disk quota is used up.', 'Free some space, then try again.'],
  EACCES: ['denied', 'The system does not permit it.', 'Check who owns the file or folder.'],
  EPERM: ['denied', 'The system does not permit it.', 'Check who owns the file or folder.'],
  EROFS: ['denied', 'The filesystem is read-only.', 'Choose another place.'],
  ENOTDIR: ['exists', 'A file stands where a folder is needed.', 'Move it away, or choose another place.'],
  EEXIST: ['exists', 'Something stands there already.', 'Move it away, or choose another place.'],
  ENAMETOOLONG: ['invalid', 'The name is too long for this disk.', 'Choose a shorter one.'],
  EMFILE: ['unavailable', 'Too many files are open.', 'Close something, or raise the limit of open files.'],
};

const errorCode = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

/**
 * What to tell the user about anything that was thrown: an expected failure as it is, a failure of the disk in words,
 * everything else as a bug with a reference that is in the log.
 */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof AppError) return error.failure;
  if (error instanceof Error && error.name === 'AbortError') return { kind: 'cancelled', message: 'Stopped.' };
  const known = diskCodes[errorCode(error) ?? ''];
  if (known !== undefined) {
    const [kind, message, action] = known;
    return { kind, message, action, details: (error as Error).message };
  }
  const reference = randomBytes(4).toString('hex');
  log.error('bug', { reference, error });
  return { kind: 'bug', message: 'Something broke.', action: `The log has more under the reference ${reference}.`, reference };
};
