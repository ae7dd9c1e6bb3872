/** What can be done with chosen lines: stands over the lower edge of the list while there are any. */
import { X } from 'lucide-react';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { useKeyCaps } from '#renderer/state/commands.ts';
import { Kbd } from '#renderer/ui/kbd.tsx';
import type { RowLook } from '#renderer/features/review/diff/row-element.ts';
import type { Chosen } from './chosen-lines.ts';
import type { ReviewDeeds } from './review-commands.ts';

interface ChosenBarProps {
  readonly chosen: Chosen | null;
  readonly acts: RowLook['acts'];
  readonly deeds: ReviewDeeds;
}

const words = ({ anchor, head }: Chosen): string => {
  const [from, to] = [anchor.line, head.line].toSorted((a, b) => a - b);
  return anchor.side === head.side && from !== to ? `Lines ${from}–${to}` : `Line ${head.line}`;
};

export const ChosenBar = ({ chosen, acts, deeds }: ChosenBarProps) => {
  const commentKeys = useKeyCaps('changes.comment');
  const stageKeys = useKeyCaps('changes.stage');
  const revertKeys = useKeyCaps('changes.revert');
  if (chosen === null) return null;
  return (
    <div
      role="toolbar"
      aria-label="Chosen lines"
      className="absolute inset-x-2 bottom-3 z-4 mx-auto flex w-fit max-w-full flex-wrap items-center gap-1.5 rounded-md border border-line-strong bg-raised px-2 py-1.5 shadow-pop"
    >
      <span className="px-1 text-sm text-muted tabular-nums">{words(chosen)}</span>
      <Button look="primary" onClick={() => void deeds.comment()}>
        Comment <Kbd keys={commentKeys} onSolid />
      </Button>
      {acts.stage && (
        <Button onClick={() => void deeds.stage()}>
          Stage <Kbd keys={stageKeys} />
        </Button>
      )}
      {acts.unstage && !acts.stage && <Button onClick={() => void deeds.unstage()}>Unstage</Button>}
      {acts.revert && (
        <Button onClick={() => void deeds.revert()}>
          Revert <Kbd keys={revertKeys} />
        </Button>
      )}
      <IconButton label="Choose no lines" icon={<X size={14} aria-hidden />} onClick={() => void deeds.chooseNothing()} />
    </div>
  );
};
