/** Images that an agent shows: a copy is kept of each, once, however often the agent tells of its item. */
import type { Attachment } from '#contract/items.ts';
import type { AgentEvent, AgentImage } from '#main/agents/agent-backend.ts';
import { noticeFor } from './notice.ts';
import type { ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';

/** More than these are not shown; the thread says so. */
const IMAGES_PER_ITEM = 20;

/** What was made of the images of items that are still open, by the agent's key and the place among them; null: it could not be kept. */
export type KnownImages = Map<string, Attachment | null>;

const keyOf = (item: string, index: number): string => `${item}\n${index}`;

const tell = (context: ThreadsContext, slot: ThreadSlot, text: string): void => {
  context.book.record(slot, { items: [{ item: noticeFor(slot, { level: 'warning', text }, context.now()) }] });
};

const keep = (context: ThreadsContext, slot: ThreadSlot, image: AgentImage): Attachment | null => {
  const kept = context.keepImage(image);
  if (!('missing' in kept)) return kept;
  tell(context, slot, kept.missing);
  return null;
};

/** The images of the item that the event tells of; null when it tells of none. */
export const imagesTold = (context: ThreadsContext, slot: ThreadSlot, event: AgentEvent): readonly Attachment[] | null => {
  if (event.kind !== 'item-started' && event.kind !== 'item-updated' && event.kind !== 'item-ended') return null;
  const { item } = event;
  if ((item.kind !== 'assistant' && item.kind !== 'tool') || item.images === undefined || item.images.length === 0) return null;
  if (slot.log.byKey(item.key) === 'settled') return null;
  const found = item.images.slice(0, IMAGES_PER_ITEM).flatMap((image, index) => {
    const key = keyOf(item.key, index);
    const known = slot.images.get(key);
    const kept = known === undefined ? keep(context, slot, image) : known;
    slot.images.set(key, kept);
    return kept === null ? [] : [kept];
  });
  if (event.kind === 'item-ended') {
    if (item.images.length > IMAGES_PER_ITEM)
      tell(context, slot, `The agent shows ${item.images.length} images at once; the first ${IMAGES_PER_ITEM} were kept.`);
    for (let index = 0; index < IMAGES_PER_ITEM; index += 1) slot.images.delete(keyOf(item.key, index));
  }
  return found;
};
