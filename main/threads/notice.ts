/** Says something in a thread that is no part of the conversation. */
import type { Item } from '#contract/items.ts';
import { newId } from '#main/base/new-id.ts';
import { noticeItem, type NoticeWords } from './journal.ts';
import type { ThreadsContext } from './threads-context.ts';
import { turnIdOf, type ThreadSlot } from './thread-slot.ts';

/** `offset` counts the items that stand before it in the same change. */
export const noticeFor = (slot: ThreadSlot, words: NoticeWords, now: number, offset = 0): Item =>
  noticeItem(
    { id: newId('i'), turn: turnIdOf(slot), position: slot.log.lastPosition + 1 + offset, status: 'done', startedAt: now, endedAt: now },
    words,
  );

/** The same, but of the thread and no part of the turn that runs: it is not folded away with the agent's steps. */
export const tellApart = (context: ThreadsContext, slot: ThreadSlot, words: NoticeWords): void => {
  context.book.record(slot, { items: [{ item: { ...noticeFor(slot, words, context.now()), turn: null } }] });
};

export const tell = (context: ThreadsContext, slot: ThreadSlot, words: NoticeWords): void => {
  context.book.record(slot, { items: [{ item: noticeFor(slot, words, context.now()) }] });
};
