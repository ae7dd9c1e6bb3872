/** The model calls of threads: stored as they are told, and shown in the thread's context panel. */
import { CALLS_SHOWN, type ContextView, type ModelCall } from '#contract/context.ts';
import type { ThreadId } from '#contract/ids.ts';
import { log } from '#main/base/log.ts';
import { Emitter, type TopicSource } from '#main/base/topic.ts';
import type { ModelCallsTable } from '#main/storage/model-calls-table.ts';

export class ModelCalls {
  readonly #table: ModelCallsTable;
  readonly #now: () => number;
  readonly #told = new Emitter<{ readonly thread: ThreadId; readonly call: ModelCall }>();

  constructor(table: ModelCallsTable, now: () => number) {
    this.#table = table;
    this.#now = now;
  }

  /** Never throws: figures are no reason to end a turn. */
  readonly record = (thread: ThreadId, told: Omit<ModelCall, 'number' | 'at'>): void => {
    try {
      const call: ModelCall = { ...told, number: this.#table.count(thread) + 1, at: this.#now() };
      this.#table.add(thread, call);
      this.#told.emit({ thread, call });
    } catch (error) {
      log.warning('threads.model-call', { thread, error });
    }
  };

  readonly topic = (thread: ThreadId): TopicSource<ContextView, ModelCall> => ({
    snapshot: () => ({ calls: this.#table.newest(thread, CALLS_SHOWN), callsTotal: this.#table.count(thread) }),
    listen: (listener) => this.#told.listen((event) => (event.thread === thread ? listener([event.call]) : undefined)),
  });
}
