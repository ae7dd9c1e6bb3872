/** A panel that slides in from the start edge, over the rest. For what has no room on a phone. */
import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';

interface DrawerProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly label: string;
  readonly children: ReactNode;
}

export const Drawer = ({ open, onClose, label, children }: DrawerProps) => (
  <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
    <Base.Portal>
      <Base.Backdrop className="fixed inset-0 z-30 bg-backdrop transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
      <Base.Popup
        aria-label={label}
        className="fixed inset-y-0 start-0 z-40 flex w-72 max-w-[85vw] flex-col border-e border-line bg-sunken shadow-pop outline-none transition-transform duration-(--slow) data-ending-style:-translate-x-full data-starting-style:-translate-x-full rtl:data-ending-style:translate-x-full rtl:data-starting-style:translate-x-full"
      >
        {children}
      </Base.Popup>
    </Base.Portal>
  </Base.Root>
);
