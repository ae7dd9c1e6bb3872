/** What to do with the marked cards. Stands at the foot of the board while any are. */
import { Archive, BellOff, Check, MessageSquare, Tag, Trash2, X } from 'lucide-react';
import { openDialog } from '#renderer/state/dialogs.ts';
import { keyCapsNow } from '#renderer/state/commands.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Menu } from '#renderer/ui/menu.tsx';
import { plural } from '#renderer/ui/units.ts';
import { clearSelected, useSelection } from './board-selection.ts';
import { archive, markDone, toggled } from './card-actions.ts';
import { snoozeEntries } from './card-menu.tsx';

export const SelectionBar = () => {
  const selected = useSelection((state) => state.selected);
  if (selected.size === 0) return null;
  const ids = [...selected];
  return (
    <div
      role="toolbar"
      aria-label="Selected threads"
      className="absolute inset-x-2 bottom-3 z-10 mx-auto flex w-fit max-w-[calc(100%-1rem)] flex-wrap items-center justify-center gap-1.5 rounded-lg border border-line-strong bg-raised p-2 shadow-pop"
    >
      <span role="status" className="px-1.5 font-medium tabular-nums">
        {plural(ids.length, 'thread')} selected
      </span>
      <Button look="go" onClick={() => openDialog({ kind: 'message-threads', threads: ids })}>
        <MessageSquare size={13} aria-hidden /> Message
      </Button>
      <Button onClick={() => markDone(ids, toggled(ids, 'done'))}>
        <Check size={13} aria-hidden /> Done
      </Button>
      <Menu
        entries={() => snoozeEntries(ids, Date.now())}
        trigger={
          <Button>
            <BellOff size={13} aria-hidden /> Snooze
          </Button>
        }
      />
      <Button onClick={() => openDialog({ kind: 'tag-threads', threads: ids })}>
        <Tag size={13} aria-hidden /> Tags
      </Button>
      <Button onClick={() => archive(ids, toggled(ids, 'archived'))}>
        <Archive size={13} aria-hidden /> Archive
      </Button>
      <Button look="danger" onClick={() => openDialog({ kind: 'remove-threads', threads: ids })}>
        <Trash2 size={13} aria-hidden /> Remove
      </Button>
      <IconButton
        label="Select nothing"
        keys={keyCapsNow('board.clear-selection')}
        icon={<X size={14} aria-hidden />}
        onClick={clearSelected}
      />
    </div>
  );
};
