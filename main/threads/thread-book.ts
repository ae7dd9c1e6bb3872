/**
 * All threads in memory, and the one way to change what is durable about them: `commit` writes a change in one
 * transaction, then takes it into memory, then tells the listeners. It decides nothing.
 */
import type { ApprovalId, ThreadId } from '#contract/ids.ts';
import { failure, type Failure } from '#contract/failure.ts';
import type { Item } from '#contract/items.ts';
import type { QueuedMessage, Thread, Turn } from '#contract/threads.ts';
import { log } from '#main/base/log.ts';
import { Mailbox } from '#main/base/mailbox.ts';
import { Emitter } from '#main/base/topic.ts';
import type { StoredApproval } from '#main/storage/approvals-table.ts';
import type { TurnMark } from '#main/storage/turn-marks-table.ts';
import { storageFailure } from '#main/storage/storage-failure.ts';
import { ItemLog } from './item-log.ts';
import type { ThreadPrivate, ThreadStorage } from './thread-private.ts';
import { ThreadPublisher } from './thread-publisher.ts';
import type { ThreadSlot } from './thread-slot.ts';
import { ThreadWriter } from './thread-writer.ts';

export interface ItemChange {
  readonly item: Item;
  readonly key?: string | null;
  readonly wholeOutput?: string | null;
}

export interface Change {
  readonly thread?: Partial<Thread>;
  readonly private?: Partial<ThreadPrivate>;
  readonly turn?: Turn;
  readonly mark?: TurnMark;
  readonly items?: readonly ItemChange[];
  readonly approvals?: readonly StoredApproval[];
  readonly queue?: readonly QueuedMessage[];
}

/** What happened to a thread, for those who keep a card, a notification or a topic. */
export type BookEvent =
  | { readonly kind: 'added'; readonly slot: ThreadSlot }
  | { readonly kind: 'changed'; readonly slot: ThreadSlot; readonly before: Thread; readonly urgent: boolean }
  | { readonly kind: 'approval'; readonly slot: ThreadSlot; readonly approval: StoredApproval['approval'] }
  | { readonly kind: 'gone'; readonly slot: ThreadSlot };

const isUrgent = (before: Thread, after: Thread): boolean =>
  before.state !== after.state ||
  before.title !== after.title ||
  before.queued !== after.queued ||
  before.doneAt !== after.doneAt ||
  before.workflow !== after.workflow;

export class ThreadBook {
  readonly storage: ThreadStorage;
  readonly events = new Emitter<BookEvent>();
  readonly #slots = new Map<ThreadId, ThreadSlot>();
  readonly #writer: ThreadWriter;
  readonly #now: () => number;

  constructor(storage: ThreadStorage, now: () => number) {
    this.storage = storage;
    this.#now = now;
    this.#writer = new ThreadWriter(storage);
  }

  /** Reads the rows of every thread that is not removed; no items. */
  load(): void {
    const queues = this.storage.queue.all();
    for (const { thread, private: hidden } of this.storage.threads.list()) this.#slot(thread, hidden, queues.get(thread.id) ?? []);
    for (const stored of this.storage.approvals.open()) this.#slots.get(stored.approval.thread)?.approvals.set(stored.approval.id, stored);
  }

  all(): readonly ThreadSlot[] {
    return [...this.#slots.values()];
  }

  find(id: ThreadId): ThreadSlot | null {
    return this.#slots.get(id) ?? null;
  }

  /** Throws AppError `not-found`. */
  get(id: ThreadId): ThreadSlot {
    const slot = this.#slots.get(id);
    if (slot === undefined) throw failure('not-found', 'There is no such task (any more).');
    return slot;
  }

  slotOfApproval(id: ApprovalId): { readonly slot: ThreadSlot; readonly stored: StoredApproval } | null {
    for (const slot of this.#slots.values()) {
      const stored = slot.approvals.get(id);
      if (stored !== undefined) return { slot, stored };
    }
    return null;
  }

  /** A new thread with its first items, or a removed one that comes back. `also`: more rows of the same moment. */
  add(
    thread: Thread,
    hidden: ThreadPrivate,
    items: readonly Item[],
    options: { readonly known: boolean; readonly also?: () => void } = { known: false },
  ): ThreadSlot {
    this.storage.transaction(() => {
      if (options.known) this.storage.threads.update({ thread, private: hidden });
      else this.storage.threads.insert({ thread, private: hidden });
      for (const item of items) this.storage.items.put(thread.id, item);
      options.also?.();
    });
    const slot = this.#slot(thread, hidden, options.known ? this.storage.queue.list(thread.id) : []);
    for (const item of items) slot.log.put(item, { stored: true });
    this.events.emit({ kind: 'added', slot });
    return slot;
  }

  /** The thread is removed: a tombstone stays in the database. */
  drop(slot: ThreadSlot, thread: Thread): void {
    this.storage.threads.update({ thread, private: slot.private });
    slot.thread = thread;
    this.#slots.delete(slot.id);
    this.events.emit({ kind: 'gone', slot });
  }

  /** Throws AppError `storage` when it cannot be stored; then nothing has changed. For what a person asked for. */
  commit(slot: ThreadSlot, change: Change): void {
    const next = this.#next(slot, change);
    this.#writer.writeNow(slot, () => {
      if (next.thread !== slot.thread || next.private !== slot.private) this.storage.threads.update(next);
      if (change.turn !== undefined) this.storage.turns.put(change.turn);
      if (change.mark !== undefined) this.storage.turnMarks.put(slot.id, change.mark);
      for (const { item } of change.items ?? []) this.storage.items.put(slot.id, item);
      for (const approval of change.approvals ?? []) this.storage.approvals.put(approval);
      if (change.queue !== undefined) this.storage.queue.replace(slot.id, change.queue);
    });
    this.#take(slot, change, next, true);
  }

  /**
   * For what has happened already, whether or not it can be stored: memory and listeners have it at once, the disk as
   * soon as it can. Gives the failure when storing did not work.
   */
  record(slot: ThreadSlot, change: Change): Failure | null {
    try {
      this.commit(slot, change);
      return null;
    } catch (error) {
      const known = storageFailure(error) ?? (error instanceof Error && 'failure' in error ? error : null);
      if (known === null) throw error;
      // Once until it works again: on a full disk each change of each thread would say the same.
      if (!this.#writer.holds(slot)) log.error('threads.unsaved', { thread: slot.id, error });
      this.#take(slot, change, this.#next(slot, change), false);
      this.#writer.keep(slot, change);
      return 'failure' in known ? (known.failure as Failure) : null;
    }
  }

  /** In memory and for listeners only, at their pace: live line, progress, usage of a running turn. */
  touch(slot: ThreadSlot, thread: Partial<Thread>): void {
    const before = slot.thread;
    slot.thread = { ...before, ...thread };
    this.events.emit({ kind: 'changed', slot, before, urgent: false });
  }

  /** A live item grew or came; it is stored with the next batch. */
  markDirty(slot: ThreadSlot): void {
    this.#writer.mark(slot);
  }

  /** Stores everything that waits; throws AppError `storage`. */
  flush(): void {
    this.#writer.flush();
  }

  dispose(): void {
    this.#writer.dispose();
  }

  #slot(thread: Thread, hidden: ThreadPrivate, queue: readonly QueuedMessage[]): ThreadSlot {
    const itemLog = new ItemLog(thread.id, this.storage.items, this.storage.outputs);
    const slot: ThreadSlot = {
      id: thread.id,
      thread,
      private: hidden,
      queue,
      approvals: new Map(),
      actions: new Map(),
      mailbox: new Mailbox(),
      log: itemLog,
      publisher: new ThreadPublisher((id) => itemLog.get(id)),
      activity: { kind: 'none' },
      session: null,
      commands: new Map(),
      lettingGo: null,
      carried: null,
      answering: null,
      lastMoved: null,
      images: new Map(),
      limitsTold: '',
      toldOfTrouble: false,
    };
    this.#slots.set(thread.id, slot);
    return slot;
  }

  #next(slot: ThreadSlot, change: Change): { readonly thread: Thread; readonly private: ThreadPrivate } {
    const queued = change.queue === undefined ? {} : { queued: change.queue.length };
    const touched = change.thread !== undefined || change.queue !== undefined;
    const updatedAt = Math.max(this.#now(), slot.thread.updatedAt);
    return {
      thread: touched ? { ...slot.thread, ...change.thread, ...queued, updatedAt } : slot.thread,
      private: change.private === undefined ? slot.private : { ...slot.private, ...change.private },
    };
  }

  #take(slot: ThreadSlot, change: Change, next: { readonly thread: Thread; readonly private: ThreadPrivate }, stored: boolean): void {
    const before = slot.thread;
    slot.thread = next.thread;
    slot.private = next.private;
    if (change.turn !== undefined) slot.publisher.push({ kind: 'turn', turn: change.turn });
    for (const { item, key, wholeOutput } of change.items ?? []) {
      slot.log.put(item, { key: key ?? null, wholeOutput: wholeOutput ?? null, stored });
      slot.publisher.push({ kind: 'item', item });
    }
    for (const approval of change.approvals ?? []) this.#takeApproval(slot, approval);
    if (change.queue !== undefined) {
      slot.queue = change.queue;
      slot.publisher.push({ kind: 'queue', queue: change.queue });
    }
    if (before !== slot.thread) this.events.emit({ kind: 'changed', slot, before, urgent: isUrgent(before, slot.thread) });
  }

  #takeApproval(slot: ThreadSlot, stored: StoredApproval): void {
    if (stored.approval.state.kind === 'open') slot.approvals.set(stored.approval.id, stored);
    else {
      slot.approvals.delete(stored.approval.id);
      slot.actions.delete(stored.approval.id);
    }
    slot.publisher.push({ kind: 'approval', approval: stored.approval });
    this.events.emit({ kind: 'approval', slot, approval: stored.approval });
  }
}
