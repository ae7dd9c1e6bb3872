/** A modal dialog: focus goes in, Escape and the backdrop close it, focus comes back. On a phone it takes the width of the screen. */
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useRef, type ReactNode, type RefObject } from 'react';
import { cx } from './class-names.ts';
import { IconButton } from './button.tsx';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** Keeps the title for screen readers only: for dialogs that are one field. */
  readonly hideTitle?: boolean;
  readonly description?: ReactNode;
  readonly children: ReactNode;
  /** Buttons at the foot, the main one last. */
  readonly footer?: ReactNode;
  /** `full` takes nearly the whole window, also in height. */
  readonly width?: 'narrow' | 'middle' | 'wide' | 'full';
  /** `top`: near the upper edge, for fields with results below. */
  readonly place?: 'middle' | 'top';
  readonly initialFocus?: RefObject<HTMLElement | null>;
}

const fields = '[autofocus], input:not([type=hidden], [type=radio], :disabled), textarea:not(:disabled), select:not(:disabled)';
const widths = {
  narrow: 'tablet:w-110',
  middle: 'tablet:w-150',
  wide: 'tablet:w-190',
  full: 'h-full tablet:w-[min(96vw,110rem)]',
} as const;

export const Dialog = (props: DialogProps) => {
  const {
    open,
    onClose,
    title,
    hideTitle = false,
    description,
    children,
    footer,
    width = 'middle',
    place = 'middle',
    initialFocus,
  } = props;
  const body = useRef<HTMLDivElement>(null);
  // The cross comes first in the page, but nobody opens a dialog to close it. On touch a field would raise the keyboard.
  const firstInside = (how: string): HTMLElement | null =>
    (how === 'touch' ? null : body.current?.querySelector<HTMLElement>(fields)) ?? body.current;
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-30 bg-backdrop transition-opacity duration-(--fast) data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Viewport
          className={cx(
            'fixed inset-0 z-40 flex justify-center p-2 tablet:p-6',
            place === 'top' ? 'items-start tablet:pt-[10vh]' : 'items-center',
          )}
        >
          <Base.Popup
            initialFocus={initialFocus ?? firstInside}
            className={cx(
              'flex max-h-full w-full flex-col overflow-hidden rounded-lg border border-line-strong bg-raised shadow-pop outline-none transition-[opacity,transform] duration-(--fast) data-ending-style:scale-[0.985] data-ending-style:opacity-0 data-starting-style:scale-[0.985] data-starting-style:opacity-0',
              widths[width],
            )}
          >
            <header className={cx('flex items-start gap-3 px-4 pt-3.5 pb-1', hideTitle && 'sr-only')}>
              <div className="min-w-0 flex-1">
                <Base.Title className="text-lg font-semibold wrap-anywhere">{title}</Base.Title>
                {description !== undefined && (
                  <Base.Description className="mt-0.5 text-muted wrap-anywhere">{description}</Base.Description>
                )}
              </div>
              {!hideTitle && <Base.Close render={<IconButton label="Close" icon={<X size={15} aria-hidden />} />} />}
            </header>
            <div ref={body} tabIndex={-1} className={cx('min-h-0 flex-1 overflow-y-auto outline-none', !hideTitle && 'px-4 py-2.5')}>
              {children}
            </div>
            {footer !== undefined && <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">{footer}</footer>}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
};
