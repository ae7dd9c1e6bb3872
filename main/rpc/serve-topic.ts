/**
 * One subscription as the core serves it: a snapshot, then numbered batches of events, while the subscriber has credit.
 * A subscriber that does not keep up costs a bounded number of waiting events: past that they are dropped, and a fresh
 * snapshot goes out when it can receive again.
 */
import { INITIAL_CREDIT_MESSAGES } from '#contract/rpc.ts';
import type { Disposable } from '#main/base/disposable.ts';
import type { TopicSource } from '#main/base/topic.ts';

/** Events that wait for credit, per subscriber. */
export const MAX_WAITING_EVENTS = 1_000;
/** Credit a subscriber can gather, so that a wrong client cannot make it unbounded. */
export const MAX_CREDIT_MESSAGES = 1_000;

export interface TopicOutlet {
  readonly snapshot: (value: unknown, number: number) => void;
  readonly events: (events: readonly unknown[], number: number) => void;
  /** The topic is over because this was thrown. */
  readonly failed: (error: unknown) => void;
  /** The channel holds too much unsent; `flush` is called when that is over. */
  readonly isCongested: () => boolean;
}

export class ServedTopic implements Disposable {
  readonly #source: TopicSource<unknown, unknown>;
  readonly #outlet: TopicOutlet;
  #credit = INITIAL_CREDIT_MESSAGES;
  /** Events that happened since the beginning, sent or not. */
  #number = 0;
  #waiting: unknown[] = [];
  /** The next message is a snapshot: none was sent yet, or events were dropped. */
  #needsSnapshot = true;
  #listening: Disposable | null = null;
  #scheduled: NodeJS.Immediate | null = null;
  #over = false;

  constructor(source: TopicSource<unknown, unknown>, outlet: TopicOutlet) {
    this.#source = source;
    this.#outlet = outlet;
  }

  /** Prepares the source, sends the first snapshot and listens. A failure goes to the outlet. */
  async begin(): Promise<void> {
    try {
      await this.#source.prepare?.();
      if (this.#over) return;
      this.#flush();
      if (!this.#over) this.#listening = this.#source.listen((events) => this.#take(events));
    } catch (error) {
      this.#fail(error);
    }
  }

  give(creditMessages: number): void {
    this.#credit = Math.min(this.#credit + creditMessages, MAX_CREDIT_MESSAGES);
    if (this.#listening !== null) this.#flush();
  }

  /** Sends what waits, as far as credit and channel allow. */
  flush(): void {
    if (this.#listening !== null) this.#flush();
  }

  dispose(): void {
    this.#over = true;
    this.#waiting = [];
    void this.#listening?.dispose();
    this.#listening = null;
    if (this.#scheduled !== null) clearImmediate(this.#scheduled);
  }

  #take(events: readonly unknown[]): void {
    if (this.#over) return;
    this.#number += events.length;
    if (!this.#needsSnapshot) {
      if (this.#waiting.length + events.length <= MAX_WAITING_EVENTS) this.#waiting.push(...events);
      else this.#needsSnapshot = true;
    }
    if (this.#needsSnapshot) this.#waiting = [];
    // What happens within one turn of the loop goes out as one message.
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = null;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#over || this.#credit <= 0 || this.#outlet.isCongested()) return;
    if (!this.#needsSnapshot && this.#waiting.length === 0) return;
    try {
      this.#credit -= 1;
      if (this.#needsSnapshot) {
        const value = this.#source.snapshot();
        this.#needsSnapshot = false;
        this.#outlet.snapshot(value, this.#number);
      } else {
        const events = this.#waiting;
        this.#waiting = [];
        this.#outlet.events(events, this.#number);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#over) return;
    this.dispose();
    this.#outlet.failed(error);
  }
}
