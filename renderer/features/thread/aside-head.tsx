/** Stands for what was said before the conversation went back: it is kept, and can be read. */
import { Undo2 } from 'lucide-react';
import type { Item } from '#contract/items.ts';
import { Button } from '#renderer/ui/button.tsx';
import { plural } from '#renderer/ui/units.ts';

interface AsideHeadProps {
  readonly items: readonly Item[];
  readonly open: boolean;
  readonly onToggle: (items: readonly Item[], open: boolean) => void;
}

export const AsideHead = ({ items, open, onToggle }: AsideHeadProps) => (
  <div className="flex items-center gap-3 text-sm text-muted">
    <span className="h-px flex-1 bg-line" />
    <Undo2 size={12} aria-hidden className="shrink-0" />
    <span className="min-w-0">{plural(items.length, 'entry', 'entries')} set aside; the agent does not know of them</span>
    <Button look="quiet" aria-expanded={open} onClick={() => onToggle(items, !open)}>
      {open ? 'Hide' : 'Read'}
    </Button>
    <span className="h-px flex-1 bg-line" />
  </div>
);
