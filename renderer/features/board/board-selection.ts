/** Which card has the keyboard, which are marked, and where a menu hangs. State of this page only. */
import { create } from 'zustand';
import type { ThreadId } from '#contract/ids.ts';
import type { Anchor } from '#renderer/ui/menu.tsx';
import type { BoardColumn } from './board-columns.ts';
import { rangeBetween } from './board-focus.ts';

export interface CardMenu {
  readonly thread: ThreadId;
  readonly anchor: Anchor;
  readonly show: 'all' | 'snooze';
}

interface SelectionState {
  readonly columns: readonly BoardColumn[];
  readonly focused: ThreadId | null;
  readonly selected: ReadonlySet<ThreadId>;
  /** Card whose reply field is open. */
  readonly replying: ThreadId | null;
  readonly menu: CardMenu | null;
}

const nothing: ReadonlySet<ThreadId> = new Set();
export const useSelection = create<SelectionState>(() => ({ columns: [], focused: null, selected: nothing, replying: null, menu: null }));
export const selectionNow = (): SelectionState => useSelection.getState();

/** The element of a card that is drawn now. */
export const cardElement = (id: ThreadId): HTMLElement | null => document.querySelector<HTMLElement>(`[data-card="${id}"]`);

/** Marks the card as the one with the keyboard; a long column scrolls it into sight, then it takes the focus. */
export const focusCard = (id: ThreadId | null): void => {
  useSelection.setState({ focused: id });
  if (id !== null) cardElement(id)?.focus();
};

export const toggleSelected = (id: ThreadId): void =>
  useSelection.setState(({ selected }) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    return { selected: next, focused: id };
  });

/** Shift: from the focused card to this one. */
export const selectTo = (id: ThreadId): void =>
  useSelection.setState(({ columns, focused, selected }) => ({
    selected: new Set([...selected, ...rangeBetween(columns, focused, id)]),
    focused: id,
  }));

export const clearSelected = (): void => useSelection.setState({ selected: nothing });

/** What a command acts on: the marked cards, else the one with the keyboard. */
export const targets = (): readonly ThreadId[] => {
  const { selected, focused } = selectionNow();
  if (selected.size > 0) return [...selected];
  return focused === null ? [] : [focused];
};
