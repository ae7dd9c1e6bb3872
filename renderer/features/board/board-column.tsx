/** A column: its header, and its cards. Draws only the cards in sight once there are many. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, useEffect, useRef, useState, type RefObject } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import { columnTexts } from '#renderer/state/column-texts.ts';
import { SignalDot } from '#renderer/ui/signal.tsx';
import { count } from '#renderer/ui/units.ts';
import type { BoardColumn as Column } from './board-columns.ts';
import { cardElement, useSelection } from './board-selection.ts';
import { Card } from './card.tsx';

/** Up to this many cards all are drawn: it costs little, and the browser's own search finds them. */
const DRAW_ALL_UP_TO = 24;
const GAP_PX = 10;
const GUESSED_CARD_PX = 132;

const PlainCards = ({ cards }: { readonly cards: readonly ThreadId[] }) => (
  <ul className="grid gap-2.5">
    {cards.map((id) => (
      <li key={id} className="min-w-0">
        <Card id={id} />
      </li>
    ))}
  </ul>
);

/** Brings the focused card of a long column into sight, and gives it the focus once it is drawn. */
const useFocusInSight = (cards: readonly ThreadId[], scrollToIndex: (index: number) => void): void => {
  const focused = useSelection((state) => state.focused);
  const index = focused === null ? -1 : cards.indexOf(focused);
  useEffect(() => {
    if (index < 0 || focused === null || cardElement(focused) !== null) return;
    scrollToIndex(index);
    const frame = requestAnimationFrame(() => requestAnimationFrame(() => cardElement(focused)?.focus({ preventScroll: true })));
    return () => cancelAnimationFrame(frame);
  }, [index, focused, scrollToIndex]);
};

const VirtualCards = ({
  cards,
  scroller,
}: {
  readonly cards: readonly ThreadId[];
  readonly scroller: RefObject<HTMLDivElement | null>;
}) => {
  const virtual = useVirtualizer({
    count: cards.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => GUESSED_CARD_PX,
    getItemKey: (index) => cards[index] ?? index,
    overscan: 4,
    gap: GAP_PX,
  });
  useFocusInSight(cards, (index) => virtual.scrollToIndex(index, { align: 'auto' }));
  return (
    <ul className="relative" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map((item) => (
        <li
          key={item.key}
          ref={virtual.measureElement}
          data-index={item.index}
          aria-setsize={cards.length}
          aria-posinset={item.index + 1}
          className="absolute inset-x-0 top-0"
          style={{ transform: `translateY(${item.start}px)` }}
        >
          <Card id={cards[item.index] as ThreadId} />
        </li>
      ))}
    </ul>
  );
};

const Snoozed = ({ cards }: { readonly cards: readonly ThreadId[] }) => {
  const [open, setOpen] = useState(false);
  if (cards.length === 0) return null;
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <div className="mt-1">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-7 items-center gap-1.5 rounded-sm px-1 text-sm text-faint hover:text-fg coarse:min-h-10"
      >
        <Icon size={13} aria-hidden className="rtl:-scale-x-100" />
        Snoozed {count(cards.length)}
      </button>
      {open && (
        <div className="mt-1">
          <PlainCards cards={cards} />
        </div>
      )}
    </div>
  );
};

const nothingHere: Readonly<Record<Column['column'], string>> = {
  'needs-you': 'Nothing needs you.',
  running: 'Nothing runs.',
  review: 'Nothing to review.',
  done: 'Nothing is done yet.',
  backlog: '',
};

export const BoardColumn = memo(({ column, alone }: { readonly column: Column; readonly alone: boolean }) => {
  const scroller = useRef<HTMLDivElement>(null);
  const { label, tone } = columnTexts[column.column];
  const total = column.cards.length;
  return (
    <section aria-label={`${label}, ${count(total)}`} data-column={column.column} className="flex min-h-0 min-w-0 flex-col">
      <header className={alone ? 'sr-only' : 'flex items-center gap-2 px-0.5 pt-1 pb-2 font-semibold'}>
        <SignalDot tone={tone} />
        <h2>{label}</h2>
        <span className="font-medium text-faint tabular-nums">{count(total)}</span>
      </header>
      <div ref={scroller} className="-mx-1 min-h-0 flex-1 [scrollbar-gutter:stable] overflow-y-auto px-1 pt-1 pb-6">
        {total === 0 && column.snoozed.length === 0 && (
          <p className="rounded-md border border-dashed border-line px-3 py-4 text-center text-sm text-faint">
            {nothingHere[column.column]}
          </p>
        )}
        {total > 0 &&
          (total <= DRAW_ALL_UP_TO ? <PlainCards cards={column.cards} /> : <VirtualCards cards={column.cards} scroller={scroller} />)}
        <Snoozed cards={column.snoozed} />
      </div>
    </section>
  );
});
BoardColumn.displayName = 'BoardColumn';
