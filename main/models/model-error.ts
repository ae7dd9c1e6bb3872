/** What a call of a model can end in, in words for the user; `reason` is for the program. */
import { AppError, type Failure } from '#contract/failure.ts';

export type ModelErrorReason =
  | 'key' // none, wrong, or not permitted to do this
  | 'credit' // nothing left to pay with
  | 'model' // no such model
  | 'context-full' // the conversation does not fit
  | 'limit' // too many requests or tokens
  | 'overloaded' // the provider has trouble of its own
  | 'unreachable' // nobody answers at the address
  | 'cut' // the answer broke off
  | 'request' // the provider does not accept what was sent
  | 'unreadable'; // the answer makes no sense

const kinds: Readonly<Record<ModelErrorReason, Failure['kind']>> = {
  key: 'denied',
  credit: 'denied',
  model: 'not-found',
  'context-full': 'invalid',
  limit: 'busy',
  overloaded: 'unavailable',
  unreachable: 'unavailable',
  cut: 'unavailable',
  request: 'agent',
  unreadable: 'agent',
};

export class ModelError extends AppError {
  readonly reason: ModelErrorReason;
  /** The same request may succeed later. */
  readonly retryable: boolean;

  constructor(reason: ModelErrorReason, retryable: boolean, failure: Omit<Failure, 'kind'>) {
    super({ kind: kinds[reason], ...failure });
    this.name = 'ModelError';
    this.reason = reason;
    this.retryable = retryable;
  }
}
