/** What ends a command early. Everything a user meets is one sentence, and mostly what to do about it. */
import { AppError, type Failure } from '#contract/failure.ts';
import { CallFailed } from '#contract/client-protocol.ts';
import { failureOf } from '#main/base/errors.ts';

/** Done, failed, bad usage. */
export type ExitCode = 0 | 1 | 2;

/** The command line itself makes no sense: exit code 2. */
export class UsageError extends Error {
  readonly action: string | undefined;
  constructor(message: string, action?: string) {
    super(message);
    this.name = 'UsageError';
    this.action = action;
  }
}

export const toFailure = (error: unknown): Failure => {
  if (error instanceof CallFailed) return error.failure;
  if (error instanceof UsageError)
    return { kind: 'invalid', message: error.message, ...(error.action === undefined ? {} : { action: error.action }) };
  return failureOf(error);
};

export const exitCodeOf = (error: unknown): ExitCode => (error instanceof UsageError ? 2 : 1);

/** An expected failure of the command line's own. */
export const failed = (kind: Failure['kind'], message: string, action?: string): AppError =>
  new AppError({ kind, message, ...(action === undefined ? {} : { action }) });
