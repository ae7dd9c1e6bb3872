/**
 * A zustand store that holds what one topic says. It subscribes when it is first used and stays subscribed;
 * `watchTopic` is the same for topics that come and go with what is on the screen.
 */
import { create, type StoreApi, type UseBoundStore } from 'zustand';
import type { TopicEvent, TopicName, TopicParams, TopicSnapshot } from '#contract/contract.ts';
import type { Failure } from '#contract/failure.ts';
import { subscribe } from './core.ts';

/** `value` stays while the connection is gone: what was known remains readable. */
export interface TopicState<T> {
  readonly value: T | null;
  readonly failure: Failure | null;
}
export type TopicStore<T> = UseBoundStore<StoreApi<TopicState<T>>>;

export interface TopicReduction<K extends TopicName, T> {
  /** `before` is what was known, after a reconnection. */
  readonly snapshot: (snapshot: TopicSnapshot<K>, before: T | null) => T;
  readonly events: (value: T, events: readonly TopicEvent<K>[]) => T;
  /** How long events may wait to be applied together, in milliseconds; `frame` is the next frame. Null: at once. */
  readonly wait?: (events: readonly TopicEvent<K>[], value: T) => number | 'frame' | null;
}

/** Gathers events and applies them together. A hidden page draws no frames, so a timer stands in. */
class Gatherer<E> {
  #waiting: E[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #frame: number | null = null;
  readonly #apply: (events: readonly E[]) => void;

  constructor(apply: (events: readonly E[]) => void) {
    this.#apply = apply;
  }

  add(events: readonly E[], wait: number | 'frame' | null): void {
    this.#waiting.push(...events);
    if (wait === null) return this.flush();
    if (wait === 'frame' && document.visibilityState === 'visible') {
      this.#frame ??= requestAnimationFrame(() => this.flush());
      return;
    }
    this.#timer ??= setTimeout(() => this.flush(), wait === 'frame' ? 100 : wait);
  }

  flush(): void {
    const events = this.#waiting;
    this.clear();
    if (events.length > 0) this.#apply(events);
  }

  clear(): void {
    this.#waiting = [];
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#timer = null;
    this.#frame = null;
  }
}

/** Feeds a store from a topic until the returned function is called. */
export const watchTopic = <K extends TopicName, T>(
  name: K,
  params: TopicParams<K>,
  store: StoreApi<TopicState<T>>,
  reduction: TopicReduction<K, T>,
): (() => void) => {
  const gatherer = new Gatherer<TopicEvent<K>>((events) => {
    const { value } = store.getState();
    if (value !== null) store.setState({ value: reduction.events(value, events) });
  });
  const stop = subscribe(name, params, {
    snapshot: (snapshot) => {
      gatherer.clear();
      store.setState({ value: reduction.snapshot(snapshot, store.getState().value), failure: null });
    },
    events: (events) => {
      const { value } = store.getState();
      if (value === null) return;
      gatherer.add(events, reduction.wait?.(events, value) ?? null);
    },
    failed: (failure) => store.setState({ failure }),
  });
  return () => {
    gatherer.clear();
    stop();
  };
};

export const createTopicStore = <T>(): TopicStore<T> => create<TopicState<T>>(() => ({ value: null, failure: null }));

/** The newest value is the whole value. */
export const latest = <T>() => ({
  snapshot: (value: T): T => value,
  events: (value: T, events: readonly T[]): T => events.at(-1) ?? value,
});
