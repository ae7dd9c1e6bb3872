/** Calls of the contract whose handlers are on their way; each leaves this table as it is built. */
import { failure } from '#contract/failure.ts';
import type { Handlers } from '#main/base/handlers.ts';

const pending = [
  'review.evidence',
  'review.start',
  'comments',
  'comments.add',
  'comments.edit',
  'comments.set-state',
  'comments.remove',
  'comments.bring-back',
  'comments.send',
  'comments.discuss',
  'reviews',
] as const;

const refuse = (): never => {
  throw failure('unavailable', 'This is not there yet.');
};

export const pendingHandlers = (): Pick<Handlers, (typeof pending)[number]> =>
  Object.fromEntries(pending.map((name) => [name, refuse])) as unknown as Pick<Handlers, (typeof pending)[number]>;
