/**
 * The blocks of a conversation, virtualised: only what is near the view exists. It opens at its end, stays there
 * while the reader is there, and leaves the reader alone anywhere else; older pages come in above without a jump.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import type { ItemId } from '#contract/ids.ts';
import type { Item } from '#contract/items.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Skeleton } from '#renderer/ui/states.tsx';
import { AsideHead } from './aside-head.tsx';
import type { Block } from './conversation.ts';
import { AgentsBlock } from './agents-block.tsx';
import { Answer, CompactionBlock, SetupBlock } from './flow-blocks.tsx';
import { NoticeBlock } from './notice-block.tsx';
import { OpenMarks, OpenMarksProvider } from './open-marks.ts';
import { OutcomeBlock } from './outcome-block.tsx';
import { ReviewBlock } from './review-block.tsx';
import { RefusalBlock } from './refusal-block.tsx';
import { PlanBlock } from './plan-steps.tsx';
import { TurnUsageLine } from './turn-usage.tsx';
import { UserMessage } from './user-message.tsx';
import { WorkBlock } from './work-block.tsx';

/** Heights before a block is measured, in pixels. */
const estimates: Readonly<Record<Block['kind'], number>> = {
  user: 70,
  work: 48,
  answer: 160,
  plan: 140,
  agents: 96,
  review: 180,
  setup: 90,
  notice: 56,
  refusal: 84,
  compaction: 32,
  aside: 32,
  outcome: 64,
  usage: 24,
};
const AT_END_PX = 40;
const LOAD_OLDER_WITHIN_PX = 1200;

/** Remembered by an item in it: older pages and the end of a turn make another block of the same work. */
const isOpen = (block: Block, opened: ReadonlySet<ItemId>): boolean =>
  opened.size > 0 &&
  (block.kind === 'work'
    ? block.items.some((item) => opened.has(item.id))
    : block.kind === 'aside' && block.items[0] !== undefined && opened.has(block.items[0].id));

interface BlockViewProps {
  readonly block: Block;
  readonly opened: ReadonlySet<ItemId>;
  readonly onToggle: (items: readonly Item[], open: boolean) => void;
}

const BlockView = ({ block, opened, onToggle }: BlockViewProps) => {
  const open = isOpen(block, opened);
  switch (block.kind) {
    case 'user':
      return <UserMessage item={block.item} />;
    case 'work':
      return <WorkBlock block={block} open={open} onToggle={onToggle} />;
    case 'answer':
      return <Answer item={block.item} />;
    case 'plan':
      return <PlanBlock item={block.item} />;
    case 'agents':
      return <AgentsBlock block={block} />;
    case 'review':
      return <ReviewBlock item={block.item} />;
    case 'setup':
      return <SetupBlock item={block.item} />;
    case 'notice':
      return <NoticeBlock item={block.item} />;
    case 'refusal':
      return <RefusalBlock item={block.item} />;
    case 'compaction':
      return <CompactionBlock item={block.item} />;
    case 'aside':
      return (
        <div className="grid gap-3.5">
          <AsideHead items={block.items} open={open} onToggle={onToggle} />
          {open && block.blocks.map((inner) => <BlockView key={inner.key} block={inner} opened={opened} onToggle={onToggle} />)}
        </div>
      );
    case 'outcome':
      return <OutcomeBlock block={block} />;
    case 'usage':
      return <TurnUsageLine turn={block.turn} />;
  }
};

/** Blocks that came since the reader left the end; what grew does not count. */
const newSince = (blocks: readonly Block[], lastSeen: string | null): number => {
  if (lastSeen === null) return 0;
  const at = blocks.findLastIndex((block) => block.key === lastSeen);
  return at < 0 ? 0 : blocks.length - 1 - at;
};

const ToEnd = ({ unseen, onClick }: { readonly unseen: number; readonly onClick: () => void }) => (
  <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center">
    <Button className="pointer-events-auto bg-raised shadow-pop" onClick={onClick}>
      <ArrowDown size={13} aria-hidden /> {unseen > 0 ? `${unseen} new` : 'Jump to latest'}
    </Button>
  </div>
);

interface ConversationListProps {
  readonly blocks: readonly Block[];
  readonly hasOlder: boolean;
  /** Resolves when the page is in `blocks`. */
  readonly loadOlder: () => Promise<unknown>;
  /** Below the last block, within the scrolled area. */
  readonly footer?: ReactNode;
}

/** Blocks that are open, by items in them. */
const useOpened = () => {
  const [opened, setOpened] = useState<ReadonlySet<ItemId>>(new Set());
  const toggle = useCallback((items: readonly Item[], open: boolean) => {
    setOpened((before) => {
      const next = new Set(before);
      if (open && items[0] !== undefined) next.add(items[0].id);
      else for (const item of items) next.delete(item.id);
      return next;
    });
  }, []);
  return { opened, toggle };
};

export const ConversationList = memo(({ blocks, hasOlder, loadOlder, footer }: ConversationListProps) => {
  const scroller = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const [marks] = useState(() => new OpenMarks());
  const { opened, toggle } = useOpened();
  const [atEnd, setAtEnd] = useState(true);
  const [lastSeen, setLastSeen] = useState<string | null>(null);
  const following = useRef(true);
  const lastTop = useRef(0);
  const loading = useRef(false);
  /** A page may hold nothing that is shown by itself, such as the steps of a sub-agent: then the one before it is wanted too. */
  const [pages, setPages] = useState(0);
  const virtualizer = useVirtualizer({
    count: blocks.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimates[blocks[index]?.kind ?? 'work'],
    getItemKey: (index) => blocks[index]?.key ?? index,
    overscan: 6,
    gap: 14,
    paddingStart: 18,
    paddingEnd: 18,
    anchorTo: 'end',
    scrollEndThreshold: AT_END_PX,
    useAnimationFrameWithResizeObserver: false,
  });

  const load = useCallback(() => {
    const element = scroller.current;
    if (element === null || !hasOlder || loading.current || element.scrollTop > LOAD_OLDER_WITHIN_PX) return;
    loading.current = true;
    void loadOlder().finally(() => {
      loading.current = false;
      setPages((count) => count + 1);
    });
  }, [hasOlder, loadOlder]);
  const last = blocks.at(-1)?.key ?? null;
  const onScroll = (): void => {
    const element = scroller.current;
    if (element === null) return;
    const up = element.scrollTop < lastTop.current;
    lastTop.current = element.scrollTop;
    const near = element.scrollHeight - element.scrollTop - element.clientHeight <= AT_END_PX;
    // Only the reader goes up. What has just grown below, and is not measured yet, does not part them from the end.
    const end = near || (following.current && !up);
    following.current = end;
    setAtEnd(end);
    setLastSeen((before) => (end ? null : (before ?? last)));
    load();
  };
  const toEnd = useCallback(() => {
    following.current = true;
    const element = scroller.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, []);
  const size = virtualizer.getTotalSize();
  useLayoutEffect(() => {
    if (following.current) toEnd();
  }, [size, blocks, toEnd]);
  useEffect(load, [load, blocks, pages]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // A pane made smaller or a question that appears below must not push the end out of sight.
    const observer = new ResizeObserver(() => following.current && toEnd());
    observer.observe(element);
    // Nor must blocks that grow when they are drawn: fonts, pictures and colours come late.
    if (inner.current !== null) observer.observe(inner.current);
    return () => observer.disconnect();
  }, [toEnd]);

  const items = virtualizer.getVirtualItems();
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        onScroll={onScroll}
        role="log"
        aria-label="Conversation"
        aria-live="off"
        tabIndex={0}
        data-conversation
        className="ring-inset-focus min-h-0 flex-1 overflow-y-auto overscroll-contain [overflow-anchor:none]"
      >
        <div ref={inner} className="relative mx-auto w-full max-w-195" style={{ height: size }}>
          {hasOlder && (
            <div className="absolute inset-x-5 top-0">
              <Skeleton className="h-3 w-40" />
            </div>
          )}
          <OpenMarksProvider value={marks}>
            {items.map((item) => {
              const block = blocks[item.index];
              return (
                <div
                  key={item.key}
                  ref={virtualizer.measureElement}
                  data-index={item.index}
                  className="absolute inset-x-0 top-0 px-3 tablet:px-5"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  {block !== undefined && <BlockView block={block} opened={opened} onToggle={toggle} />}
                </div>
              );
            })}
          </OpenMarksProvider>
        </div>
        {footer}
      </div>
      {!atEnd && <ToEnd unseen={newSince(blocks, lastSeen)} onClick={toEnd} />}
    </div>
  );
});
