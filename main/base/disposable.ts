/**
 * Lifetimes. Whoever starts a process, watcher, port or timer registers its disposable on the same line.
 * Disposing is idempotent and runs in reverse order; one failure does not keep the rest from being disposed.
 */
export interface Disposable {
  readonly dispose: () => void | Promise<void>;
}

export class Lifetime implements Disposable {
  readonly #owned: Disposable[] = [];
  #disposed: Promise<void> | null = null;

  get isOver(): boolean {
    return this.#disposed !== null;
  }

  /** Takes ownership. When the lifetime is over already, the thing is disposed at once. */
  own<T extends Disposable>(thing: T): T {
    if (this.#disposed !== null) void thing.dispose();
    else this.#owned.push(thing);
    return thing;
  }

  /** Disposes in reverse order. Throws the first error after everything had its turn. */
  dispose(): Promise<void> {
    this.#disposed ??= this.#disposeAll();
    return this.#disposed;
  }

  async #disposeAll(): Promise<void> {
    const errors: unknown[] = [];
    for (const thing of this.#owned.splice(0).reverse()) {
      try {
        await thing.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}

/** A timer that belongs to a lifetime and does not keep the process alive. */
export const after = (milliseconds: number, action: () => void): Disposable => {
  const timer = setTimeout(action, milliseconds);
  timer.unref();
  return { dispose: () => clearTimeout(timer) };
};
