/** What a thread's agent is to know of the conversation: what was set aside is left out, what a fork began with is in. */
import type { Checkpoint } from '#contract/checkpoints.ts';
import type { ThreadId, TurnId } from '#contract/ids.ts';
import type { Item } from '#contract/items.ts';
import type { Thread, Turn } from '#contract/threads.ts';
import type { ThreadBook } from './thread-book.ts';
import { turnIdOf, type ThreadSlot } from './thread-slot.ts';

/** Items looked at. */
const NEWEST_ITEMS = 300;

type Aside = NonNullable<Thread['setAside']>;

export const isSetAside = ({ position }: Pick<Item, 'position'>, setAside: Aside | undefined): boolean =>
  setAside?.some(({ from, to }) => from <= position && position <= to) ?? false;

/** The newest items before the running turn, oldest first; what sub-agents did is theirs. */
export const conversationBefore = (book: ThreadBook, slot: ThreadSlot): readonly Item[] => {
  const own = slot.log
    .page(null, NEWEST_ITEMS, true)
    .filter((item) => item.turn !== turnIdOf(slot) && !isSetAside(item, slot.thread.setAside));
  const { forkedFrom } = slot.private;
  if (forkedFrom === undefined || own.length >= NEWEST_ITEMS) return own;
  const earlier = book.storage.items.page(forkedFrom.thread, forkedFrom.position + 1, NEWEST_ITEMS, true);
  return [...earlier.filter((item) => !isSetAside(item, forkedFrom.setAside)), ...own];
};

/** A turn begins with its message, and maybe a notice. */
const FIRST_ITEMS = 10;

/** Where a conversation stands, for a checkpoint; with `before`, where it stood before the message that began this turn. */
export const conversationOf =
  (book: ThreadBook) =>
  (thread: ThreadId, before: TurnId | null): Pick<Checkpoint, 'position' | 'setAside'> => {
    const slot = book.find(thread);
    const first = before === null ? undefined : slot?.log.page(null, FIRST_ITEMS).find((item) => item.turn === before);
    return { position: first === undefined ? (slot?.log.lastPosition ?? 0) : first.position - 1, setAside: slot?.thread.setAside ?? [] };
  };

/** Turns of a thread with what was asked in each, the newest that a person may want to choose from. */
export const turnsOf =
  (book: ThreadBook) =>
  (thread: ThreadId): readonly (Turn & { readonly prompt: string })[] => {
    const prompts = new Map(book.storage.items.userItems(thread, NEWEST_ITEMS).map((item) => [item.turn, item.text]));
    return book.storage.turns.ofThread(thread).map((turn) => ({ ...turn, prompt: prompts.get(turn.id) ?? '' }));
  };
