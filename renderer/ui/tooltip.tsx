/** A short text on hover and focus. Never the only place where something is said. */
import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';
import { Kbd } from './kbd.tsx';

export const TooltipProvider = ({ children }: { readonly children: ReactNode }) => <Base.Provider delay={450}>{children}</Base.Provider>;

interface TooltipProps {
  readonly text: ReactNode;
  readonly keys?: readonly string[];
  /** The one element it belongs to; gets the event handlers. */
  readonly children: ReactElement<Record<string, unknown>>;
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
}

export const Tooltip = ({ text, keys, children, side = 'bottom' }: TooltipProps) => (
  <Base.Root>
    <Base.Trigger render={children} />
    <Base.Portal>
      <Base.Positioner side={side} sideOffset={6} collisionPadding={8} className="z-50">
        <Base.Popup className="flex max-w-80 items-center gap-2 rounded-sm border border-line-strong bg-raised px-2 py-1 text-sm wrap-anywhere text-fg shadow-pop transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
          {text}
          {keys !== undefined && keys.length > 0 && <Kbd keys={keys} />}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
);
