/**
 * Expected failures: what the user can be told in one sentence, and what they can do about it.
 * Bugs are not failures; they cross the border as `bug` with a reference that is in the log.
 */
import { z } from './zod.ts';

export const FailureKind = z.enum([
  'not-found', // the thing named does not exist (any more)
  'exists', // a name or path is taken
  'conflict', // the change does not apply to what is there now
  'busy', // possible later: something else is at work
  'invalid', // the input makes no sense
  'denied', // not permitted: policy, file permission, token
  'unavailable', // a program, network or disk that is needed is not there
  'agent', // the agent or its model failed
  'git', // git refused for a reason of its own
  'storage', // the database or the disk failed
  'cancelled', // the caller gave up
  'bug', // our fault
]);
export type FailureKind = z.infer<typeof FailureKind>;

export const Failure = z.object({
  kind: FailureKind,
  /** One sentence for the user: what happened. */
  message: z.string(),
  /** One sentence: what to do about it. */
  action: z.string().optional(),
  /** Further lines for those who want them: the last output of a command, validation issues. */
  details: z.string().optional(),
  /** Paths concerned, e.g. those in conflict. */
  paths: z.array(z.string()).readonly().optional(),
  /** Names the entry in the log; only on bugs. */
  reference: z.string().optional(),
  /** What the screen offers as a button: sign in to the agent, look at its limits, try the same again. Retry is offered anyway. */
  remedy: z.enum(['sign-in', 'limits', 'retry']).optional(),
  /** When the limit that was hit is lifted, in milliseconds since the epoch. */
  resetsAt: z.number().int().optional(),
});
export type Failure = z.infer<typeof Failure>;

/** Throw this for an expected failure; anything else that is thrown is a bug. */
export class AppError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.name = 'AppError';
    this.failure = failure;
  }
}

/** Short form of `throw new AppError(...)` with the fields in reading order. */
export const failure = (kind: FailureKind, message: string, action?: string, more: Partial<Failure> = {}): AppError =>
  new AppError({ kind, message, ...(action === undefined ? {} : { action }), ...more });
