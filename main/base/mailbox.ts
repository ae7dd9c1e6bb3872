/**
 * A mailbox runs one thing at a time, in the order it was put in. A failing task does not stop the next one.
 * It is not a lock: a task must not wait for another task of the same mailbox.
 */
import { failure } from '#contract/failure.ts';

export interface MailboxOptions {
  /** Tasks that may wait; one more is refused with `busy`. */
  readonly boundTasks?: number;
}

const DEFAULT_BOUND_TASKS = 1_000;

export class Mailbox {
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();
  readonly #bound: number;

  constructor(options: MailboxOptions = {}) {
    this.#bound = options.boundTasks ?? DEFAULT_BOUND_TASKS;
  }

  /** Runs `task` after all that were put in before. The result or error is the caller's. */
  put<T>(task: () => T | Promise<T>): Promise<T> {
    if (this.#waiting >= this.#bound) {
      return Promise.reject(failure('busy', 'Too much is waiting here already.', 'Try again in a moment.'));
    }
    this.#waiting += 1;
    const result = this.#last.then(task);
    this.#last = result.then(
      () => this.#settle(),
      () => this.#settle(),
    );
    return result;
  }

  /** Resolves when everything put in so far has run. */
  async drained(): Promise<void> {
    while (this.#waiting > 0) await this.#last;
  }

  #settle(): void {
    this.#waiting -= 1;
  }
}
