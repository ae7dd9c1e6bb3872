/** Words of comments that were not saved yet: kept on this machine, so that a reload or a crash takes nothing. */
import { CommentPlace } from '#contract/comments.ts';
import type { ThreadId } from '#contract/ids.ts';
import { z } from '#contract/zod.ts';
import type { Composing } from './desk.ts';

const Draft = z.object({ key: z.string(), place: CommentPlace, text: z.string() });
type Draft = z.infer<typeof Draft>;
const Drafts = z.array(Draft);

const storedAs = (thread: ThreadId): string => `switchyard-comment-drafts-${thread}`;

const read = (storage: Pick<Storage, 'getItem'>, thread: ThreadId): readonly Draft[] => {
  try {
    const parsed = Drafts.safeParse(JSON.parse(storage.getItem(storedAs(thread)) ?? '[]'));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
};

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
const write = (storage: Store, thread: ThreadId, drafts: readonly Draft[]): void => {
  if (drafts.length === 0) storage.removeItem(storedAs(thread));
  else storage.setItem(storedAs(thread), JSON.stringify(drafts));
};

/** Fields that were open with words in them. */
export const openDrafts = (storage: Pick<Storage, 'getItem'>, thread: ThreadId): readonly Composing[] =>
  read(storage, thread).map(({ key, place }) => ({ key, place }));

export const draftText = (storage: Pick<Storage, 'getItem'>, thread: ThreadId, key: string): string =>
  read(storage, thread).find((draft) => draft.key === key)?.text ?? '';

/** Keeps the words; empty ones are forgotten. */
export const keepDraft = (storage: Store, thread: ThreadId, { key, place }: Composing, text: string): void => {
  const others = read(storage, thread).filter((draft) => draft.key !== key);
  write(storage, thread, text.trim() === '' ? others : [...others, { key, place, text }]);
};
