/** A menu of actions behind a button, or at a point. Entries are data. */
import { Menu as Base } from '@base-ui/react/menu';
import { Check, ChevronRight } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './class-names.ts';
import { Kbd } from './kbd.tsx';

export interface MenuAction {
  readonly kind?: 'action';
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly hint?: string;
  readonly keys?: readonly string[];
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** Shows a tick: one of several choices. */
  readonly checked?: boolean;
  readonly run: () => void;
}
export type MenuEntry =
  | MenuAction
  | { readonly kind: 'line'; readonly id: string }
  | { readonly kind: 'heading'; readonly id: string; readonly label: string }
  | {
      readonly kind: 'submenu';
      readonly id: string;
      readonly label: string;
      readonly icon?: ReactNode;
      readonly entries: readonly MenuEntry[];
    };

export const popupClass =
  'max-h-(--available-height) min-w-44 max-w-[min(24rem,92vw)] overflow-y-auto rounded-md border border-line-strong bg-raised py-1 shadow-pop outline-none transition-opacity duration-(--fast) data-ending-style:opacity-0 data-starting-style:opacity-0';
const rowClass =
  'mx-1 flex min-h-7 items-center gap-2 rounded-sm px-2 py-1 text-md outline-none data-disabled:text-faint data-highlighted:bg-hover data-popup-open:bg-hover coarse:min-h-11';

const Action = ({ entry }: { readonly entry: MenuAction }) => (
  <Base.Item className={cx(rowClass, entry.danger === true && 'text-fail')} disabled={entry.disabled === true} onClick={entry.run}>
    {entry.icon !== undefined && <span className={cx('shrink-0', entry.danger !== true && 'text-muted')}>{entry.icon}</span>}
    <span className="min-w-0 flex-1">
      <span dir="auto" className="block wrap-anywhere">
        {entry.label}
      </span>
      {entry.hint !== undefined && <span className="block text-sm text-faint">{entry.hint}</span>}
    </span>
    {entry.checked === true && <Check size={14} aria-label="chosen" className="text-accent-text" />}
    {entry.keys !== undefined && <Kbd keys={entry.keys} />}
  </Base.Item>
);

const Entries = ({ entries }: { readonly entries: readonly MenuEntry[] }): ReactNode =>
  entries.map((entry) => {
    switch (entry.kind) {
      case 'line':
        return <Base.Separator key={entry.id} className="my-1 border-t border-line" />;
      case 'heading':
        return (
          <div key={entry.id} className="px-3 pt-1.5 pb-0.5 text-xs font-semibold text-faint">
            {entry.label}
          </div>
        );
      case 'submenu':
        return (
          <Base.SubmenuRoot key={entry.id}>
            <Base.SubmenuTrigger className={rowClass}>
              {entry.icon !== undefined && <span className="shrink-0 text-muted">{entry.icon}</span>}
              <span className="flex-1">{entry.label}</span>
              <ChevronRight size={14} aria-hidden className="text-faint rtl:rotate-180" />
            </Base.SubmenuTrigger>
            <Popup entries={() => entry.entries} submenu />
          </Base.SubmenuRoot>
        );
      case 'action':
      case undefined:
        return <Action key={entry.id} entry={entry} />;
    }
  });

/** Asks for the entries when it is mounted, which is when the menu opens: a closed menu costs nothing. */
const LazyEntries = ({ entries }: { readonly entries: () => readonly MenuEntry[] }) => <Entries entries={entries()} />;

const Popup = ({
  entries,
  submenu = false,
  align = 'start',
  anchor,
}: {
  readonly entries: () => readonly MenuEntry[];
  readonly submenu?: boolean;
  readonly align?: 'start' | 'end';
  readonly anchor?: Anchor | null;
}) => (
  <Base.Portal>
    <Base.Positioner
      className="z-50 outline-none"
      sideOffset={submenu ? -2 : 4}
      collisionPadding={8}
      align={align}
      {...(anchor === undefined ? {} : { anchor })}
    >
      <Base.Popup className={popupClass}>
        <LazyEntries entries={entries} />
      </Base.Popup>
    </Base.Positioner>
  </Base.Portal>
);

interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly entries: () => readonly MenuEntry[];
  readonly align?: 'start' | 'end';
}

export const Menu = ({ trigger, entries, align = 'start' }: MenuProps) => (
  <Base.Root modal={false}>
    <Base.Trigger render={trigger} />
    <Popup entries={entries} align={align} />
  </Base.Root>
);

/** An element, or a point such as where the pointer was. */
export type Anchor = Element | { readonly getBoundingClientRect: () => DOMRect };

interface FloatingMenuProps {
  /** Where it hangs; null closes it. */
  readonly anchor: Anchor | null;
  readonly onClose: () => void;
  readonly entries: () => readonly MenuEntry[];
}

/** One menu for many owners: a board of 200 cards mounts a single one. Focus goes back to where it was. */
export const FloatingMenu = ({ anchor, onClose, entries }: FloatingMenuProps) => (
  <Base.Root modal={false} open={anchor !== null} onOpenChange={(open) => !open && onClose()}>
    <Popup entries={entries} anchor={anchor} />
  </Base.Root>
);
