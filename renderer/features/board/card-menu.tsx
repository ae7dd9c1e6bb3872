/** The menu of a card, or of all marked cards when the card is one of them. */
import {
  Archive,
  BellOff,
  Check,
  Circle,
  CornerUpLeft,
  ExternalLink,
  MessageSquare,
  Pencil,
  Pin,
  Play,
  RotateCcw,
  Square,
  Tag,
  Trash2,
} from 'lucide-react';
import type { ThreadId } from '#contract/ids.ts';
import { isActive } from '#contract/column.ts';
import type { Thread } from '#contract/threads.ts';
import { boardNow } from '#renderer/state/board.ts';
import { keyCapsNow } from '#renderer/state/commands.ts';
import { call } from '#renderer/state/core.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { openThread } from '#renderer/state/route.ts';
import { snoozeTimes } from '#renderer/state/snooze-times.ts';
import { attempt, goOn, retryThread, startThread } from '#renderer/state/thread-actions.ts';
import { isSnoozed } from '#renderer/state/waiting.ts';
import { moment } from '#renderer/ui/age.ts';
import { FloatingMenu, type MenuAction, type MenuEntry } from '#renderer/ui/menu.tsx';
import { archive, markDone, markUnread, pin, snooze } from './card-actions.ts';
import { focusCard, selectionNow, useSelection } from './board-selection.ts';

const ICON = 14;

export const snoozeEntries = (ids: readonly ThreadId[], now: number): readonly MenuEntry[] => {
  const anySnoozed = ids.some((id) => {
    const thread = boardNow().threads.get(id);
    return thread !== undefined && isSnoozed(thread, now);
  });
  const times = snoozeTimes(now).map((time): MenuAction => ({
    id: time.id,
    label: time.label,
    hint: moment(time.until, now),
    run: () => snooze(ids, time.until),
  }));
  return anySnoozed
    ? [{ id: 'now', label: 'Bring back now', run: () => snooze(ids, null) }, { kind: 'line', id: 'line' }, ...times]
    : times;
};

const stop = (id: ThreadId): void => void attempt(call('threads.stop', { thread: id }), 'The thread could not be stopped.');

/** What only makes sense for one thread, by what it is doing. */
const singleEntries = (thread: Thread): readonly MenuEntry[] => {
  const { state, id } = thread;
  const reply = (): void => useSelection.setState({ replying: id, focused: id });
  return [
    { id: 'open', label: 'Open', icon: <ExternalLink size={ICON} />, keys: keyCapsNow('card.open'), run: () => openThread(id) },
    ...(state.kind === 'backlog' ? [{ id: 'start', label: 'Start', icon: <Play size={ICON} />, run: () => void startThread(id) }] : []),
    ...(state.kind === 'failed'
      ? [{ id: 'retry', label: 'Retry', icon: <RotateCcw size={ICON} />, run: () => void retryThread(thread) }]
      : []),
    ...(state.kind === 'idle' && state.outcome === 'interrupted'
      ? [{ id: 'go-on', label: 'Go on', icon: <Play size={ICON} />, run: () => void goOn(id) }]
      : []),
    ...(state.kind === 'backlog'
      ? []
      : [{ id: 'reply', label: 'Reply', icon: <CornerUpLeft size={ICON} />, keys: keyCapsNow('card.reply'), run: reply }]),
    ...(isActive(state) ? [{ id: 'stop', label: 'Stop', icon: <Square size={ICON} />, run: () => stop(id) }] : []),
    { id: 'rename', label: 'Rename…', icon: <Pencil size={ICON} />, run: () => openDialog({ kind: 'rename-thread', thread: id }) },
  ];
};

export const cardEntries = (ids: readonly ThreadId[], now: number): readonly MenuEntry[] => {
  const threads = ids.map((id) => boardNow().threads.get(id)).filter((thread) => thread !== undefined);
  const [first] = threads;
  if (first === undefined) return [];
  const [done, archived] = [first.doneAt !== null, first.archivedAt !== null];
  return [
    ...(threads.length === 1
      ? singleEntries(first)
      : [
          {
            id: 'message',
            label: `Message ${threads.length} threads…`,
            icon: <MessageSquare size={ICON} />,
            run: () => openDialog({ kind: 'message-threads', threads: ids }),
          },
        ]),
    { kind: 'line', id: 'line-1' },
    {
      id: 'done',
      label: done ? 'Not done' : 'Mark done',
      icon: <Check size={ICON} />,
      keys: keyCapsNow('card.done'),
      run: () => markDone(ids, !done),
    },
    { kind: 'submenu', id: 'snooze', label: 'Snooze', icon: <BellOff size={ICON} />, entries: snoozeEntries(ids, now) },
    {
      id: 'pin',
      label: first.pinned ? 'Unpin' : 'Pin',
      icon: <Pin size={ICON} />,
      keys: keyCapsNow('card.pin'),
      run: () => pin(ids, !first.pinned),
    },
    { id: 'tags', label: 'Tags…', icon: <Tag size={ICON} />, run: () => openDialog({ kind: 'tag-threads', threads: ids }) },
    {
      id: 'unread',
      label: first.unread ? 'Mark read' : 'Mark unread',
      icon: <Circle size={ICON} />,
      run: () => markUnread(ids, !first.unread),
    },
    { kind: 'line', id: 'line-2' },
    {
      id: 'archive',
      label: archived ? 'Bring back from the archive' : 'Archive',
      icon: <Archive size={ICON} />,
      run: () => archive(ids, !archived),
    },
    {
      id: 'remove',
      label: 'Remove…',
      icon: <Trash2 size={ICON} />,
      danger: true,
      keys: keyCapsNow('card.remove'),
      run: () => openDialog({ kind: 'remove-threads', threads: ids }),
    },
  ];
};

/** The one menu of the board. */
export const CardMenuHost = () => {
  const menu = useSelection((state) => state.menu);
  const close = (): void => {
    const { menu: open } = selectionNow();
    useSelection.setState({ menu: null });
    if (open !== null) focusCard(open.thread);
  };
  const entries = (): readonly MenuEntry[] => {
    if (menu === null) return [];
    const { selected } = selectionNow();
    const ids = selected.has(menu.thread) ? [...selected] : [menu.thread];
    return menu.show === 'snooze' ? snoozeEntries(ids, Date.now()) : cardEntries(ids, Date.now());
  };
  return <FloatingMenu anchor={menu?.anchor ?? null} onClose={close} entries={entries} />;
};
