/** Moving over the board with the keyboard. Pure: columns and a place in, a place out. */
import type { ThreadId } from '#contract/ids.ts';
import type { BoardColumn } from './board-columns.ts';

export type Direction = 'up' | 'down' | 'left' | 'right' | 'first' | 'last';

const placeOf = (columns: readonly BoardColumn[], id: ThreadId | null): { readonly x: number; readonly y: number } | null => {
  for (const [x, column] of columns.entries()) {
    const y = id === null ? -1 : column.cards.indexOf(id);
    if (y >= 0) return { x, y };
  }
  return null;
};

const firstCard = (columns: readonly BoardColumn[]): ThreadId | null => columns.find((column) => column.cards.length > 0)?.cards[0] ?? null;

/** Empty columns are stepped over; at an edge the focus stays. Without a place it begins at the first card. */
export const moveFocus = (columns: readonly BoardColumn[], from: ThreadId | null, direction: Direction): ThreadId | null => {
  const place = placeOf(columns, from);
  if (place === null) return firstCard(columns);
  const cards = columns[place.x]?.cards ?? [];
  switch (direction) {
    case 'up':
      return cards[Math.max(0, place.y - 1)] ?? from;
    case 'down':
      return cards[Math.min(cards.length - 1, place.y + 1)] ?? from;
    case 'first':
      return cards[0] ?? from;
    case 'last':
      return cards.at(-1) ?? from;
    case 'left':
    case 'right': {
      const step = direction === 'left' ? -1 : 1;
      for (let x = place.x + step; x >= 0 && x < columns.length; x += step) {
        const there = columns[x]?.cards ?? [];
        if (there.length > 0) return there[Math.min(place.y, there.length - 1)] ?? from;
      }
      return from;
    }
  }
};

/**
 * Where the focus goes when the cards moved: a card that left its column hands it to the one that took its place there,
 * so that answering one brings the next. With the column empty the focus follows its card, or begins anew.
 */
export const focusAfter = (before: readonly BoardColumn[], after: readonly BoardColumn[], focused: ThreadId | null): ThreadId | null => {
  if (focused === null) return null;
  const was = placeOf(before, focused);
  const is = placeOf(after, focused);
  if (was === null) return is === null ? null : focused;
  const column = before[was.x]?.column;
  const stayed = after.find((one) => one.column === column);
  if (stayed?.cards.includes(focused) === true) return focused;
  const heir = stayed?.cards[Math.min(was.y, stayed.cards.length - 1)];
  return heir ?? (is === null ? firstCard(after) : focused);
};

/** All cards between two, as Shift marks them: within one column; else the one alone. */
export const rangeBetween = (columns: readonly BoardColumn[], from: ThreadId | null, to: ThreadId): readonly ThreadId[] => {
  const [a, b] = [placeOf(columns, from), placeOf(columns, to)];
  if (a === null || b === null || a.x !== b.x) return [to];
  return columns[b.x]?.cards.slice(Math.min(a.y, b.y), Math.max(a.y, b.y) + 1) ?? [to];
};
