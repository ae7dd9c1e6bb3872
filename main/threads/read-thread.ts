/** Reading: the open thread, pages of items, outputs, search, export. */
import { StringDecoder } from 'node:string_decoder';
import type { ItemId, ThreadId } from '#contract/ids.ts';
import type { Item } from '#contract/items.ts';
import type { ItemsPage, SearchHit, ThreadEvent, ThreadView, Turn } from '#contract/threads.ts';
import { failure } from '#contract/failure.ts';
import type { TopicSource } from '#main/base/topic.ts';
import type { ThreadBook } from './thread-book.ts';
import type { ThreadSlot } from './thread-slot.ts';

/** Items of the first page of an open thread. */
export const VIEW_ITEMS = 100;

/** The turns of some items, in their order. A long thread has thousands; nobody reads them all. */
const turnsOf = (book: ThreadBook, items: readonly Item[]): readonly Turn[] =>
  [...new Set(items.flatMap((item) => item.turn ?? []))]
    .flatMap((turn) => book.storage.turns.get(turn) ?? [])
    .sort((a, b) => a.number - b.number);

export const itemsPage = (book: ThreadBook, slot: ThreadSlot, before: number | null, limit: number, main = false): ItemsPage => {
  const items = slot.log.page(before, limit, main);
  return { items, turns: turnsOf(book, items) };
};

const firstPage = (book: ThreadBook, slot: ThreadSlot): ItemsPage => {
  const page = itemsPage(book, slot, null, VIEW_ITEMS);
  const newest = book.storage.turns.newest(slot.id);
  return newest === null || page.turns.at(-1)?.id === newest.id ? page : { ...page, turns: [...page.turns, newest] };
};

export const threadTopic = (book: ThreadBook, id: ThreadId): TopicSource<ThreadView, ThreadEvent> => {
  const slot = book.get(id);
  return {
    snapshot: () => {
      // What listeners have not heard yet is contained in the snapshot: they hear it before.
      slot.publisher.flush();
      return {
        thread: book.get(id).thread,
        ...firstPage(book, slot),
        approvals: [...slot.approvals.values()].map((stored) => stored.approval),
        queue: slot.queue,
        draft: book.storage.drafts.get(id),
      };
    },
    listen: slot.publisher.listen,
  };
};

/** Bytes that begin a character that is not complete; 0 when the piece ends with a whole one. */
const incompleteTail = (bytes: Buffer): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
};

export interface OutputText {
  readonly text: string;
  readonly nextByte: number;
  readonly totalBytes: number;
}

/** A piece of a whole output. It ends at a whole character, so that pieces can be put together. */
export const readOutput = async (slot: ThreadSlot, book: ThreadBook, item: ItemId, from: number, bytes: number): Promise<OutputText> => {
  slot.log.flushOutputs();
  const piece = (await book.storage.outputs.read(slot.id, item, from, bytes)) ?? shownOutput(slot, book, item, from, bytes);
  const last = from + piece.bytes.length >= piece.totalBytes;
  const whole = last ? piece.bytes : piece.bytes.subarray(0, piece.bytes.length - incompleteTail(piece.bytes));
  return { text: new StringDecoder('utf8').end(whole), nextByte: from + whole.length, totalBytes: piece.totalBytes };
};

/** Short outputs stand in the item alone. */
const shownOutput = (
  slot: ThreadSlot,
  book: ThreadBook,
  id: ItemId,
  from: number,
  bytes: number,
): { bytes: Buffer; totalBytes: number } => {
  const item = slot.log.get(id) ?? book.storage.items.find(slot.id, id);
  if (item === null || !('output' in item)) throw failure('not-found', 'There is no output of this step.');
  const whole = Buffer.from(item.output);
  return { bytes: whole.subarray(from, from + bytes), totalBytes: whole.length };
};

const TITLE_HITS_MAX = 20;

/** Titles first, then what was said, the newest first. Removed threads are not found. */
export const searchThreads = (book: ThreadBook, query: string, limit: number): readonly SearchHit[] => {
  const wanted = query.trim().toLocaleLowerCase();
  if (wanted === '') return [];
  const inTitles = book
    .all()
    .filter(({ thread }) => thread.title.toLocaleLowerCase().includes(wanted))
    .sort((a, b) => b.thread.updatedAt - a.thread.updatedAt)
    .slice(0, Math.min(limit, TITLE_HITS_MAX))
    .map(({ thread }): SearchHit => {
      const at = thread.title.toLocaleLowerCase().indexOf(wanted);
      const end = at + wanted.length;
      const excerpt = `${thread.title.slice(0, at)}\u0002${thread.title.slice(at, end)}\u0003${thread.title.slice(end)}`;
      return { thread: thread.id, item: null, excerpt, at: thread.updatedAt };
    });
  const inItems = book.storage.search.search(query, limit).filter((hit) => book.find(hit.thread) !== null);
  return [...inTitles, ...inItems].slice(0, limit);
};

const EXPORT_PAGE_LINES = 500;

/** Lines of the export: the thread, its turns, its items by position, its approvals. */
export const exportThread = (slot: ThreadSlot, book: ThreadBook, from: number): { lines: readonly string[]; next: number | null } => {
  const turns = book.storage.turns.ofThread(slot.id);
  const approvals = book.storage.approvals.ofThread(slot.id);
  const firstItem = 1 + turns.length;
  const firstApproval = firstItem + slot.log.lastPosition;
  const end = firstApproval + approvals.length;
  const to = Math.min(from + EXPORT_PAGE_LINES, end);
  const items = book.storage.items.from(slot.id, Math.max(1, from - firstItem + 1), EXPORT_PAGE_LINES);
  const lines: string[] = [];
  for (let line = from; line < to; line += 1) {
    if (line === 0) lines.push(JSON.stringify({ type: 'thread', thread: slot.thread }));
    else if (line < firstItem) lines.push(JSON.stringify({ type: 'turn', turn: turns[line - 1] }));
    else if (line < firstApproval) {
      const item = items[line - Math.max(from, firstItem)];
      if (item !== undefined) lines.push(JSON.stringify({ type: 'item', item: slot.log.get(item.id) ?? item }));
    } else lines.push(JSON.stringify({ type: 'approval', approval: approvals[line - firstApproval]?.approval }));
  }
  return { lines, next: to < end ? to : null };
};
