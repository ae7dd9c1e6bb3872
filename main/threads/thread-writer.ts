/**
 * Brings what changed to the disk: live items of all threads in one transaction a few times a second, settled ones at
 * once. What could not be stored (disk full, database locked) is kept and tried again.
 */
import type { Turn } from '#contract/threads.ts';
import { log } from '#main/base/log.ts';
import type { Item } from '#contract/items.ts';
import type { StoredApproval } from '#main/storage/approvals-table.ts';
import type { TurnMark } from '#main/storage/turn-marks-table.ts';
import { storageFailure } from '#main/storage/storage-failure.ts';
import type { Change } from './thread-book.ts';
import type { ThreadStorage } from './thread-private.ts';
import type { ThreadSlot } from './thread-slot.ts';

/** Between two batches. What a kill -9 can take from a live item is at most this much. */
export const BATCH_MS = 250;
/** After a failure. */
const RETRY_MS = 2_000;

/** Rows of a thread that could not be written when they changed. */
interface Unsaved {
  readonly turns: Map<string, Turn>;
  readonly marks: Map<string, TurnMark>;
  readonly approvals: Map<string, StoredApproval>;
}

export class ThreadWriter {
  readonly #storage: ThreadStorage;
  readonly #dirty = new Set<ThreadSlot>();
  readonly #unsaved = new Map<ThreadSlot, Unsaved>();
  #timer: NodeJS.Timeout | null = null;

  constructor(storage: ThreadStorage) {
    this.#storage = storage;
  }

  mark(slot: ThreadSlot): void {
    this.#dirty.add(slot);
    this.#timer ??= setTimeout(() => this.#tick(), BATCH_MS);
  }

  /** The thread's own waiting items and `rows`, in one transaction. */
  writeNow(slot: ThreadSlot, rows: () => void): void {
    let items: readonly Item[] = [];
    this.#storage.transaction(() => {
      this.#writeUnsaved(slot);
      items = slot.log.write();
      rows();
    });
    this.#unsaved.delete(slot);
    slot.log.saved(items);
    slot.toldOfTrouble = false;
    // Output of a command that is being waited for is worth as much as the rest.
    if (this.#dirty.delete(slot)) slot.log.flushOutputs();
  }

  /** Whether rows of it wait that could not be written. */
  holds(slot: ThreadSlot): boolean {
    return this.#unsaved.has(slot);
  }

  /** Remembers rows that `writeNow` refused. Thread and queue are written whole from the slot. */
  keep(slot: ThreadSlot, change: Change): void {
    const unsaved = this.#unsaved.get(slot) ?? { turns: new Map(), marks: new Map(), approvals: new Map() };
    if (change.turn !== undefined) unsaved.turns.set(change.turn.id, change.turn);
    if (change.mark !== undefined) unsaved.marks.set(change.mark.turn, change.mark);
    for (const stored of change.approvals ?? []) unsaved.approvals.set(stored.approval.id, stored);
    this.#unsaved.set(slot, unsaved);
    this.mark(slot);
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const slots = [...this.#dirty];
    if (slots.length === 0) return;
    const written = new Map<ThreadSlot, readonly Item[]>();
    this.#storage.transaction(() => {
      for (const slot of slots) {
        this.#writeUnsaved(slot);
        written.set(slot, slot.log.write());
      }
    });
    for (const [slot, items] of written) {
      slot.log.saved(items);
      slot.toldOfTrouble = false;
      this.#dirty.delete(slot);
      this.#unsaved.delete(slot);
    }
    for (const slot of slots) slot.log.flushOutputs();
  }

  dispose(): void {
    this.flush();
  }

  #tick(): void {
    this.#timer = null;
    try {
      this.flush();
    } catch (error) {
      if (storageFailure(error) === null && !(error instanceof Error && 'failure' in error)) throw error;
      log.error('threads.batch', { error });
      if (this.#dirty.size > 0) this.#timer ??= setTimeout(() => this.#tick(), RETRY_MS);
    }
  }

  #writeUnsaved(slot: ThreadSlot): void {
    const unsaved = this.#unsaved.get(slot);
    if (unsaved === undefined) return;
    this.#storage.threads.update({ thread: slot.thread, private: slot.private });
    this.#storage.queue.replace(slot.id, slot.queue);
    for (const turn of unsaved.turns.values()) this.#storage.turns.put(turn);
    for (const mark of unsaved.marks.values()) this.#storage.turnMarks.put(slot.id, mark);
    for (const stored of unsaved.approvals.values()) this.#storage.approvals.put(stored);
  }
}
