/** What keys do on the board. They act on the marked cards, else on the one with the keyboard. */
import type { ThreadId } from '#contract/ids.ts';
import { isReadOnlyNow } from '#renderer/state/app-state.ts';
import { boardNow } from '#renderer/state/board.ts';
import type { Command } from '#renderer/state/commands.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { openChanges, openThread } from '#renderer/state/route.ts';
import { answer } from '#renderer/state/thread-actions.ts';
import { archive, markDone, markUnread, pin, toggled } from './card-actions.ts';
import { moveFocus, type Direction } from './board-focus.ts';
import { cardElement, clearSelected, focusCard, selectionNow, selectTo, targets, toggleSelected, useSelection } from './board-selection.ts';

const focused = (): ThreadId | null => selectionNow().focused;

const onFocused = (work: (id: ThreadId) => void | boolean) => (): void | boolean => {
  const id = focused();
  return id === null ? false : work(id);
};
const onTargets = (work: (ids: readonly ThreadId[]) => void) => (): void | boolean => {
  const ids = targets();
  if (ids.length === 0) return false;
  work(ids);
};

const move = (direction: Direction, keys: readonly string[], title: string): Command => ({
  id: `card.${direction}`,
  title,
  group: 'Board',
  keys,
  when: 'board && !pressable || board && card',
  keyOnly: true,
  run: () => {
    const { columns } = selectionNow();
    const to = moveFocus(columns, focused(), direction);
    if (to === null) return false;
    focusCard(to);
  },
});
const extend = (direction: 'up' | 'down', key: string): Command => ({
  id: `card.select-${direction}`,
  title: `Select the card ${direction === 'up' ? 'above' : 'below'} too`,
  group: 'Board',
  keys: [key],
  when: 'board',
  keyOnly: true,
  run: onFocused((id) => {
    const to = moveFocus(selectionNow().columns, id, direction);
    if (to === null) return false;
    selectTo(to);
    focusCard(to);
  }),
});

const approve = (id: ThreadId): boolean => {
  const approval = boardNow().asked.get(id)?.[0];
  const decision = approval?.decisions.find((one) => one.effect === 'allow');
  if (approval === undefined || decision === undefined || isReadOnlyNow()) return false;
  void answer({ approval: approval.id, decision: decision.id });
  return true;
};
const deny = (id: ThreadId): boolean => {
  const approval = boardNow().asked.get(id)?.[0];
  if (approval?.decisions.some((one) => one.effect === 'deny') !== true || isReadOnlyNow()) return false;
  openDialog({ kind: 'deny', approval: approval.id });
  return true;
};
const reply = (id: ThreadId): void => useSelection.setState({ replying: id });
const openMenu =
  (show: 'all' | 'snooze') =>
  (id: ThreadId): boolean => {
    const anchor = cardElement(id);
    if (anchor === null) return false;
    useSelection.setState({ menu: { thread: id, anchor, show } });
    return true;
  };
const selectAll = (): void | boolean => {
  const { columns, focused: id } = selectionNow();
  const column = columns.find((one) => id !== null && one.cards.includes(id)) ?? columns.find((one) => one.cards.length > 0);
  if (column === undefined) return false;
  useSelection.setState({ selected: new Set(column.cards) });
};
const escape = (): void | boolean => {
  if (selectionNow().selected.size === 0) return false;
  clearSelected();
};
export const focusFilter = (): boolean => {
  const field = document.querySelector<HTMLInputElement>('[data-board-filter]');
  field?.focus();
  field?.select();
  return field !== null;
};

const board = { group: 'Board', when: 'board' } as const;

export const boardCommands: readonly Command[] = [
  move('up', ['ArrowUp', 'k'], 'Card above'),
  move('down', ['ArrowDown', 'j'], 'Card below'),
  move('left', ['ArrowLeft', 'h'], 'Column to the left'),
  move('right', ['ArrowRight', 'l'], 'Column to the right'),
  move('first', ['Home'], 'First card of the column'),
  move('last', ['End'], 'Last card of the column'),
  extend('up', 'Shift+ArrowUp'),
  extend('down', 'Shift+ArrowDown'),
  {
    ...board,
    id: 'card.open',
    title: 'Open the card',
    keys: ['Enter', 'o'],
    when: 'board && card && !pressable',
    run: onFocused(openThread),
  },
  { ...board, id: 'card.reply', title: 'Reply from the card', keys: ['r'], run: onFocused(reply) },
  { ...board, id: 'card.approve', title: 'Approve what the card asks', keys: ['y'], run: onFocused(approve) },
  { ...board, id: 'card.deny', title: 'Deny what the card asks, and say why', keys: ['n'], run: onFocused(deny) },
  { ...board, id: 'card.changes', title: 'Open the card’s changes', keys: ['d'], words: 'diff review', run: onFocused(openChanges) },
  { ...board, id: 'card.snooze', title: 'Snooze the card', keys: ['z'], words: 'later remind put off', run: onFocused(openMenu('snooze')) },
  {
    ...board,
    id: 'card.done',
    title: 'Mark the card done, or open it again',
    keys: ['e'],
    run: onTargets((ids) => markDone(ids, toggled(ids, 'done'))),
  },
  { ...board, id: 'card.pin', title: 'Pin or unpin the card', keys: ['p'], run: onTargets((ids) => pin(ids, toggled(ids, 'pinned'))) },
  {
    ...board,
    id: 'card.unread',
    title: 'Mark the card unread or read',
    keys: ['u'],
    run: onTargets((ids) => markUnread(ids, toggled(ids, 'unread'))),
  },
  { ...board, id: 'card.archive', title: 'Archive the card', keys: ['a'], run: onTargets((ids) => archive(ids, toggled(ids, 'archived'))) },
  {
    ...board,
    id: 'card.remove',
    title: 'Remove the card',
    keys: ['Delete', 'Backspace'],
    run: onTargets((ids) => openDialog({ kind: 'remove-threads', threads: ids })),
  },
  {
    ...board,
    id: 'card.rename',
    title: 'Rename the card',
    keys: ['F2'],
    run: onFocused((id) => openDialog({ kind: 'rename-thread', thread: id })),
  },
  {
    ...board,
    id: 'card.tags',
    title: 'Tags of the card',
    keys: ['t'],
    run: onTargets((ids) => openDialog({ kind: 'tag-threads', threads: ids })),
  },
  { ...board, id: 'card.menu', title: 'All actions of the card', keys: ['m', 'ContextMenu', 'Shift+F10'], run: onFocused(openMenu('all')) },
  { ...board, id: 'card.select', title: 'Select the card', keys: ['x'], run: onFocused(toggleSelected) },
  { ...board, id: 'board.select-all', title: 'Select all cards of the column', keys: ['Mod+A'], when: 'board && !field', run: selectAll },
  {
    ...board,
    id: 'board.message',
    title: 'Send one message to the selected cards',
    keys: ['Shift+R'],
    run: onTargets((ids) => openDialog({ kind: 'message-threads', threads: ids })),
  },
  { ...board, id: 'board.clear-selection', title: 'Select nothing', keys: ['Escape'], when: 'board && !field', keyOnly: true, run: escape },
  { ...board, id: 'board.filter', title: 'Filter the board', keys: ['/'], run: focusFilter },
];
