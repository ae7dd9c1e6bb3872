/**
 * What listeners of an open thread hear: events gathered for a frame, appends to the same field joined. Costs nothing
 * while nobody listens.
 */
import type { ItemId } from '#contract/ids.ts';
import { OUTPUT_SHOWN_CHARS, type GrowingField, type Item } from '#contract/items.ts';
import type { ThreadEvent } from '#contract/threads.ts';
import type { Disposable } from '#main/base/disposable.ts';
import { Emitter } from '#main/base/topic.ts';

export const FRAME_MS = 16;

type Append = Extract<ThreadEvent, { kind: 'append' }>;

export class ThreadPublisher {
  readonly #emitter = new Emitter<readonly ThreadEvent[]>();
  readonly #itemOf: (id: ItemId) => Item | null;
  #pending: ThreadEvent[] = [];
  /** Where the last append to an item's field stands in `#pending`, while nothing else happened to the item. */
  readonly #appends = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;

  constructor(itemOf: (id: ItemId) => Item | null) {
    this.#itemOf = itemOf;
  }

  get isHeard(): boolean {
    return this.#emitter.listenerCount > 0;
  }

  readonly listen = (listener: (events: readonly ThreadEvent[]) => void): Disposable => this.#emitter.listen(listener);

  push(event: Exclude<ThreadEvent, Append>): void {
    if (!this.isHeard) return;
    if (event.kind === 'item') this.#forgetAppends(event.item.id);
    this.#pending.push(event);
    this.#schedule();
  }

  append(item: ItemId, field: GrowingField, chunk: string, outputBytes: number | undefined): void {
    if (!this.isHeard) return;
    const key = `${item} ${field}`;
    const at = this.#appends.get(key);
    const earlier = at === undefined ? undefined : this.#pending[at];
    const joined = earlier?.kind === 'append' ? earlier.chunk + chunk : chunk;
    const event: Append = { kind: 'append', item, field, chunk: joined, ...(outputBytes === undefined ? {} : { outputBytes }) };
    if (at === undefined) this.#appends.set(key, this.#pending.push(event) - 1);
    else this.#pending[at] = event;
    this.#schedule();
  }

  /** Sends what was gathered. Call it before taking a snapshot, so that no event is contained twice. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const events = this.#pending.map((event) => this.#bounded(event));
    this.#pending = [];
    this.#appends.clear();
    if (events.length > 0) this.#emitter.emit(events);
  }

  /** More output than is shown would be thrown away by the reader; the item as it is says the same in less. */
  #bounded(event: ThreadEvent): ThreadEvent {
    if (event.kind !== 'append' || event.field === 'text' || event.chunk.length <= OUTPUT_SHOWN_CHARS) return event;
    const item = this.#itemOf(event.item);
    return item === null ? event : { kind: 'item', item };
  }

  #forgetAppends(item: ItemId): void {
    for (const field of ['text', 'output', 'input']) this.#appends.delete(`${item} ${field}`);
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.flush(), FRAME_MS);
  }
}
