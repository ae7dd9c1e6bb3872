/**
 * One subscription to a topic that sends bytes. There is no queue here: the source sends no more than the viewer has
 * acknowledged room for, and decides itself what to do about one that does not keep up.
 */
import type { Disposable } from '#main/base/disposable.ts';
import type { ByteSource, ByteView, ByteViewer } from '#main/base/topic.ts';

export class ServedBytes implements Disposable {
  readonly #source: ByteSource<unknown, unknown>;
  readonly #outlet: ByteViewer<unknown, unknown>;
  #view: ByteView | null = null;
  #over = false;

  constructor(source: ByteSource<unknown, unknown>, outlet: ByteViewer<unknown, unknown>) {
    this.#source = source;
    this.#outlet = outlet;
  }

  begin(): Promise<void> {
    try {
      this.#view = this.#source.view({
        snapshot: (value, number) => this.#guarded(() => this.#outlet.snapshot(value, number)),
        events: (events, number) => this.#guarded(() => this.#outlet.events(events, number)),
        bytes: (bytes, number) => this.#guarded(() => this.#outlet.bytes(bytes, number)),
        failed: (error) => this.#fail(error),
      });
    } catch (error) {
      this.#fail(error);
    }
    return Promise.resolve();
  }

  give(creditBytes: number): void {
    this.#view?.acknowledge(creditBytes);
  }

  /** Nothing waits here. */
  flush(): void {}

  dispose(): void {
    this.#over = true;
    void this.#view?.dispose();
    this.#view = null;
  }

  #guarded(send: () => void): void {
    if (this.#over) return;
    try {
      send();
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
