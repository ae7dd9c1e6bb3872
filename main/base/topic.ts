/**
 * The core's side of `subscribe`: something that can be asked for what is, and listened to for how it changes.
 * A snapshot and the events after it fit without a gap because both are taken in the same tick.
 */
import type { Disposable } from './disposable.ts';

export interface TopicSource<Snapshot, Event> {
  /** Awaited before the first snapshot, for what has to be loaded or looked up. */
  readonly prepare?: () => Promise<void>;
  /** What is now. Synchronous, so that no event can fall between it and `listen`. May throw AppError. */
  readonly snapshot: () => Snapshot;
  /** Batches of events from now on, until disposed. */
  readonly listen: (listener: (events: readonly Event[]) => void) => Disposable;
}

/** Who listens to a topic that sends bytes. Everything counts in the numbers: an event one, bytes as many as they are. */
export interface ByteViewer<Snapshot, Event> {
  readonly snapshot: (value: Snapshot, number: number) => void;
  readonly events: (events: readonly Event[], number: number) => void;
  readonly bytes: (bytes: Uint8Array, number: number) => void;
  /** The topic is over because this was thrown. */
  readonly failed: (error: unknown) => void;
}

export interface ByteView extends Disposable {
  /** The viewer has dealt with so many bytes. */
  readonly acknowledge: (bytes: number) => void;
}

/** The core's side of a topic with bytes. It sees to it itself that nobody is sent more than they take. */
export interface ByteSource<Snapshot, Event> {
  /** A snapshot comes first, then what happens. May throw AppError. */
  readonly view: (viewer: ByteViewer<Snapshot, Event>) => ByteView;
}

/** Says things to whoever listens. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  get listenerCount(): number {
    return this.#listeners.size;
  }

  readonly listen = (listener: (value: T) => void): Disposable => {
    const own = (value: T): void => listener(value);
    this.#listeners.add(own);
    return { dispose: () => void this.#listeners.delete(own) };
  };

  emit(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}

/** A topic whose event is simply the new whole value. */
export class ValueTopic<T> implements TopicSource<T, T> {
  readonly #emitter = new Emitter<readonly T[]>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  readonly snapshot = (): T => this.#value;
  readonly listen = (listener: (events: readonly T[]) => void): Disposable => this.#emitter.listen(listener);

  set(value: T): void {
    this.#value = value;
    this.#emitter.emit([value]);
  }
}
