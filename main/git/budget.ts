/**
 * The host-wide budget of git processes: a few at once, what a person waits for first, and nothing waits for ever.
 */
import { failure } from '#contract/failure.ts';

/** `interactive`: a person looks at a spinner. `background`: checkouts, totals, measuring, deleting. */
export type Priority = 'interactive' | 'background';

interface Waiting {
  readonly priority: Priority;
  /** Time at which this one goes before everything that comes later; background starts with a handicap. */
  readonly rank: number;
  readonly begin: () => void;
}

export interface BudgetOptions {
  readonly slots?: number;
  /** Of the slots, how many background work may hold at once. */
  readonly backgroundSlots?: number;
  /** A background task goes before interactive ones that came this much later. */
  readonly handicapMilliseconds?: number;
  readonly now?: () => number;
}

export class Budget {
  readonly #slots: number;
  readonly #backgroundSlots: number;
  readonly #handicap: number;
  readonly #now: () => number;
  #waiting: Waiting[] = [];
  #running = 0;
  #runningBackground = 0;

  constructor(options: BudgetOptions = {}) {
    this.#slots = options.slots ?? 4;
    this.#backgroundSlots = options.backgroundSlots ?? Math.max(1, this.#slots - 2);
    this.#handicap = options.handicapMilliseconds ?? 2_000;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Processes under way and waiting, for tests and the doctor. */
  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.#running, waiting: this.#waiting.length };
  }

  /** Runs the task when its turn comes. Gives up waiting when the signal aborts. */
  async spend<T>(priority: Priority, signal: AbortSignal | undefined, task: () => Promise<T>): Promise<T> {
    await this.#turn(priority, signal);
    try {
      return await task();
    } finally {
      this.#running -= 1;
      if (priority === 'background') this.#runningBackground -= 1;
      this.#next();
    }
  }

  #turn(priority: Priority, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(failure('cancelled', 'Stopped.'));
        return;
      }
      const giveUp = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        reject(failure('cancelled', 'Stopped.'));
      };
      const begin = (): void => {
        signal?.removeEventListener('abort', giveUp);
        this.#running += 1;
        if (priority === 'background') this.#runningBackground += 1;
        resolve();
      };
      const waiting: Waiting = { priority, rank: this.#now() + (priority === 'background' ? this.#handicap : 0), begin };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(waiting);
      this.#next();
    });
  }

  #next(): void {
    while (this.#running < this.#slots) {
      const mayBackground = this.#runningBackground < this.#backgroundSlots;
      let best: Waiting | null = null;
      for (const waiting of this.#waiting) {
        if (waiting.priority === 'background' && !mayBackground) continue;
        if (best === null || waiting.rank < best.rank) best = waiting;
      }
      if (best === null) return;
      const chosen = best;
      this.#waiting = this.#waiting.filter((other) => other !== chosen);
      chosen.begin();
    }
  }
}
