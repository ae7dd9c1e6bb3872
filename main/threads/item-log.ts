/**
 * The log of one thread in memory: the live items, and what is not stored yet. Items that are settled and stored are
 * in the database only.
 */
import type { ItemId, ThreadId } from '#contract/ids.ts';
import { OUTPUT_SHOWN_CHARS, type GrowingField, type Item, type ItemOf } from '#contract/items.ts';
import { appendToItem } from '#contract/thread-reducer.ts';
import type { ItemsTable } from '#main/storage/items-table.ts';
import type { OutputFile, OutputFiles } from '#main/storage/output-files.ts';

type RetryNotice = ItemOf<'notice'>;

/** Keys of settled items that are remembered, so that a late event does not make them anew. */
const SETTLED_KEYS_KEPT = 2_000;

export class ItemLog {
  readonly #thread: ThreadId;
  readonly #items: ItemsTable;
  readonly #outputs: OutputFiles;
  readonly #live = new Map<ItemId, Item>();
  /** Changed since it was last stored. */
  readonly #unsaved = new Map<ItemId, Item>();
  readonly #files = new Map<ItemId, OutputFile>();
  readonly #keys = new Map<string, ItemId>();
  readonly #settledKeys = new Set<string>();
  /** Sub-agents by the agent's key, settled ones too: what they did may be told late. */
  readonly #subagents = new Map<string, ItemId>();
  /** The notice of a request that is tried again. */
  #retry: ItemId | null = null;
  #lastPosition: number | null = null;

  constructor(thread: ThreadId, items: ItemsTable, outputs: OutputFiles) {
    this.#thread = thread;
    this.#items = items;
    this.#outputs = outputs;
  }

  get lastPosition(): number {
    this.#lastPosition ??= this.#items.lastPosition(this.#thread);
    return this.#lastPosition;
  }

  get isSaved(): boolean {
    return this.#unsaved.size === 0;
  }

  /** Live items in the order of the log. */
  get live(): readonly Item[] {
    return [...this.#live.values()].sort((a, b) => a.position - b.position);
  }

  get(id: ItemId): Item | null {
    return this.#live.get(id) ?? this.#unsaved.get(id) ?? null;
  }

  /** The item a backend calls `key`. */
  byKey(key: string): Item | 'settled' | null {
    if (this.#settledKeys.has(key)) return 'settled';
    const id = this.#keys.get(key);
    return id === undefined ? null : (this.#live.get(id) ?? null);
  }

  /** The sub-agent that a backend calls `key`. */
  subagentOf(key: string): ItemId | null {
    return this.#subagents.get(key) ?? null;
  }

  /** The live notice of a request that is tried again. */
  get retry(): RetryNotice | null {
    const item = this.#retry === null ? undefined : this.#live.get(this.#retry);
    return item?.kind === 'notice' ? item : null;
  }

  /** Takes a live item of an earlier run back into memory. */
  adopt(item: Item): void {
    this.#live.set(item.id, item);
  }

  /** A new item, or the new whole of a live one. `stored`: its row is written already. */
  put(item: Item, options: { readonly key?: string | null; readonly wholeOutput?: string | null; readonly stored?: boolean } = {}): void {
    this.#lastPosition = Math.max(this.lastPosition, item.position);
    if (options.wholeOutput != null) this.#storeWhole(item, options.wholeOutput);
    if (item.kind === 'subagent' && options.key != null) this.#subagents.set(options.key, item.id);
    if (item.kind === 'notice' && item.retry !== undefined) this.#retry = item.status === 'live' ? item.id : null;
    if (item.status === 'live') {
      this.#live.set(item.id, item);
      if (options.key != null) this.#keys.set(options.key, item.id);
    } else {
      this.#live.delete(item.id);
      this.#forgetKey(item.id, options.key ?? null);
      this.#files.get(item.id)?.close();
      this.#files.delete(item.id);
    }
    if (options.stored === true) this.#unsaved.delete(item.id);
    else this.#unsaved.set(item.id, item);
  }

  /** Adds text to a live item. Gives the item as it is now; null when there is no such live item. */
  grow(id: ItemId, field: GrowingField, chunk: string): Item | null {
    const before = this.#live.get(id);
    if (before === undefined) return null;
    const outputBytes = 'outputBytes' in before && field === 'output' ? before.outputBytes + Buffer.byteLength(chunk) : undefined;
    const item = appendToItem(before, {
      kind: 'append',
      item: id,
      field,
      chunk,
      ...(outputBytes === undefined ? {} : { outputBytes }),
    });
    this.#live.set(id, item);
    this.#unsaved.set(id, item);
    if (field === 'output' && 'output' in before) this.#storeChunk(before.output, item, chunk);
    return item;
  }

  /** Items of a page as they are now: memory is newer than the database. `main`: without what sub-agents did. */
  page(before: number | null, limit: number, main = false): readonly Item[] {
    const stored = this.#items.page(this.#thread, before, limit, main);
    const found = new Map(stored.map((item) => [item.position, item]));
    for (const item of [...this.#live.values(), ...this.#unsaved.values()]) {
      if ((before === null || item.position < before) && !(main && item.parent !== undefined)) found.set(item.position, item);
    }
    return [...found.values()].sort((a, b) => a.position - b.position).slice(-limit);
  }

  /** Writes what is not stored. Call it inside a transaction, then `saved` when the transaction stands. */
  write(): readonly Item[] {
    const items = [...this.#unsaved.values()].sort((a, b) => a.position - b.position);
    for (const item of items) this.#items.put(this.#thread, item);
    return items;
  }

  saved(items: readonly Item[]): void {
    for (const item of items) {
      if (this.#unsaved.get(item.id) === item) this.#unsaved.delete(item.id);
    }
  }

  /** Hands buffered output to the disk. */
  flushOutputs(): void {
    for (const file of this.#files.values()) file.flush();
  }

  /** A new session names its items anew. */
  forgetKeys(): void {
    this.#keys.clear();
    this.#settledKeys.clear();
    this.#subagents.clear();
  }

  #forgetKey(id: ItemId, key: string | null): void {
    const settled = key ?? [...this.#keys].find(([, item]) => item === id)?.[0] ?? null;
    if (settled === null) return;
    this.#keys.delete(settled);
    this.#settledKeys.add(settled);
    if (this.#settledKeys.size <= SETTLED_KEYS_KEPT) return;
    for (const oldest of this.#settledKeys) {
      this.#settledKeys.delete(oldest);
      break;
    }
  }

  /** As long as the shown part is the whole, there is no file; the first chunk past that writes what was shown before. */
  #storeChunk(shownBefore: string, item: Item, chunk: string): void {
    let file = this.#files.get(item.id);
    if (file === undefined) {
      if (!('output' in item) || shownBefore.length + chunk.length <= OUTPUT_SHOWN_CHARS) return;
      file = this.#outputs.create(this.#thread, item.id);
      this.#files.set(item.id, file);
      file.append(Buffer.from(shownBefore));
    }
    file.append(Buffer.from(chunk));
  }

  #storeWhole(item: Item, whole: string): void {
    if (whole.length <= OUTPUT_SHOWN_CHARS) return;
    this.#files.get(item.id)?.close();
    const file = this.#outputs.create(this.#thread, item.id);
    this.#files.set(item.id, file);
    file.startOver();
    file.append(Buffer.from(whole));
  }
}
