/** A panel behind a button: for choices that need a search field or a few words. */
import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';

interface PopoverProps {
  readonly trigger: ReactElement<Record<string, unknown>>;
  /** Name of the panel for screen readers. */
  readonly label: string;
  /** Gets a function that closes the panel. */
  readonly children: (close: () => void) => ReactNode;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly align?: 'start' | 'end';
}

export const Popover = ({ trigger, label, children, open, onOpenChange, align = 'start' }: PopoverProps) => (
  <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
    <Base.Trigger render={trigger} />
    <Base.Portal>
      <Base.Positioner sideOffset={4} collisionPadding={8} align={align} className="z-50">
        <Base.Popup
          aria-label={label}
          className="flex max-h-[min(26rem,var(--available-height))] w-[min(24rem,94vw)] flex-col overflow-hidden rounded-md border border-line-strong bg-raised shadow-pop outline-none transition-opacity duration-(--fast) data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          {children(() => onOpenChange(false))}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
);
