/** What can be done with a turn, from its message: look at what it changed, go back to before it, begin another thread there. */
import { History } from 'lucide-react';
import { useState } from 'react';
import type { Checkpoint, RestoreWhat } from '#contract/checkpoints.ts';
import type { TurnId } from '#contract/ids.ts';
import type { ChangeScope } from '#contract/review.ts';
import { useCheckpoints } from '#renderer/state/checkpoints.ts';
import { requestReview } from '#renderer/state/review-request.ts';
import { IconButton } from '#renderer/ui/button.tsx';
import { Menu, type MenuEntry } from '#renderer/ui/menu.tsx';
import { useConversationPlace } from './conversation-place.ts';
import { ForkDialog } from './fork-dialog.tsx';
import { RestoreDialog } from './restore-dialog.tsx';
import { checkpointText, otherCheckpoints, turnCheckpoint } from './turn-checkpoints.ts';

type Open = { readonly kind: 'restore'; readonly what: RestoreWhat } | { readonly kind: 'fork' } | null;

export const TurnMenu = ({ turn }: { readonly turn: TurnId }) => {
  const { thread, showChanges, readOnly } = useConversationPlace();
  const checkpoints = useCheckpoints(thread);
  const [open, setOpen] = useState<Open>(null);
  const before = turnCheckpoint(checkpoints, turn);
  if (before === null) return null;
  const review = (scope: ChangeScope): void => {
    requestReview(thread, scope);
    showChanges();
  };
  const compare = (other: Checkpoint): MenuEntry => {
    const [a, b] = other.at < before.at ? [other, before] : [before, other];
    return { id: other.id, label: checkpointText(other), run: () => review(`between.${a.id}.${b.id}` as ChangeScope) };
  };
  const others = otherCheckpoints(checkpoints, before);
  const entries = (): readonly MenuEntry[] => [
    { id: 'turn', label: 'Changes of this turn', run: () => review(`turn.${turn}` as ChangeScope) },
    { id: 'since', label: 'Changes since before this turn', run: () => review(`since.${before.id}` as ChangeScope) },
    ...(others.length === 0 ? [] : [{ kind: 'submenu' as const, id: 'compare', label: 'Compare with', entries: others.map(compare) }]),
    { kind: 'line', id: 'line' },
    {
      id: 'files',
      label: 'Restore files to before this turn…',
      disabled: readOnly,
      run: () => setOpen({ kind: 'restore', what: 'files' }),
    },
    {
      id: 'conversation',
      label: 'Restore the conversation to before this turn…',
      disabled: readOnly,
      run: () => setOpen({ kind: 'restore', what: 'conversation' }),
    },
    { id: 'both', label: 'Restore both…', disabled: readOnly, run: () => setOpen({ kind: 'restore', what: 'both' }) },
    { kind: 'line', id: 'line-2' },
    { id: 'fork', label: 'Fork a thread from here…', disabled: readOnly, run: () => setOpen({ kind: 'fork' }) },
  ];
  return (
    <>
      <Menu
        align="end"
        trigger={<IconButton label="What can be done with this turn" icon={<History size={13} aria-hidden />} />}
        entries={entries}
      />
      {open?.kind === 'restore' && <RestoreDialog thread={thread} checkpoint={before} what={open.what} onClose={() => setOpen(null)} />}
      {open?.kind === 'fork' && <ForkDialog thread={thread} checkpoint={before} onClose={() => setOpen(null)} />}
    </>
  );
};
