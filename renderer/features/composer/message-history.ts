/** Walking through what was sent before with the arrow keys, as in a shell. */
import type { Item } from '#contract/items.ts';

export interface HistoryWalk {
  /** Position from the newest: 0 is the last message sent; null: the walk has not begun. */
  readonly at: number | null;
  readonly text: string;
}

export const notWalking: HistoryWalk = { at: null, text: '' };

/** Messages of the user, newest first, each text once. */
export const sentTexts = (items: readonly Item[]): readonly string[] => [
  ...new Set(
    items
      .filter((item) => item.kind === 'user')
      .map((item) => item.text)
      .toReversed(),
  ),
];

/** One step to older (`up`) or newer; null when the key should do what it always does. */
export const walkHistory = (sent: readonly string[], walk: HistoryWalk, key: 'up' | 'down', text: string): HistoryWalk | null => {
  const walking = walk.at !== null && text === walk.text;
  if (!walking && text !== '') return null;
  const from = walking ? (walk.at ?? -1) : -1;
  const at = key === 'up' ? from + 1 : from - 1;
  if (at === -1 && walking) return notWalking;
  const found = sent[at];
  return found === undefined ? null : { at, text: found };
};
