/** The work of a turn as one line that opens to its steps; while it runs the line shows the step of this second. */
import { ChevronRight } from 'lucide-react';
import { memo, useId, useMemo, useState } from 'react';
import type { Item } from '#contract/items.ts';
import { duration } from '#renderer/ui/age.ts';
import { Button } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { SignalDot } from '#renderer/ui/signal.tsx';
import { useConversationPlace } from './conversation-place.ts';
import type { BlockOf } from './conversation.ts';
import { outputTail, stepText } from './step-text.ts';
import { useElapsed } from './use-elapsed.ts';
import { WorkStep } from './work-step.tsx';
import { countWork, failedText, summaryText } from './work-summary.ts';

/** Steps shown at once: more would make the page heavy, and the newest ones matter. */
const STEPS_AT_ONCE = 100;

const Steps = ({ items, id }: { readonly items: readonly Item[]; readonly id: string }) => {
  const [shown, setShown] = useState(STEPS_AT_ONCE);
  const hidden = Math.max(0, items.length - shown);
  return (
    <div id={id} className="border-t border-line">
      {hidden > 0 && (
        <div className="border-b border-line px-2 py-1">
          <Button look="quiet" onClick={() => setShown(shown + STEPS_AT_ONCE)}>
            Show {Math.min(hidden, STEPS_AT_ONCE)} of {hidden} earlier steps
          </Button>
        </div>
      )}
      <ul>
        {items.slice(hidden).map((item) => (
          <WorkStep key={item.id} item={item} />
        ))}
      </ul>
    </div>
  );
};

/** Several are under way when an agent does things at once. */
const CURRENT_MAX = 3;

const currentSteps = (items: readonly Item[]): readonly Item[] => {
  const live = items.filter((item) => item.status === 'live').slice(-CURRENT_MAX);
  return live.length > 0 ? live : items.slice(-1);
};

/** A step under way and the last lines it printed. */
const CurrentStep = ({ item }: { readonly item: Item }) => {
  const tail = item.kind === 'command' ? outputTail(item.output, 3) : '';
  const { text, mono, by } = stepText(item);
  return (
    <div className="grid gap-1 border-t border-line px-3 py-1.5 text-sm text-muted">
      <span dir="auto" className={cx('truncate', mono && 'font-mono')}>
        {item.kind === 'command' && <span className="text-faint">$ </span>}
        {by !== undefined && <span className="text-faint">{by} · </span>}
        {text}
      </span>
      {tail !== '' && (
        <pre dir="ltr" className="overflow-hidden text-xs leading-[1.5] whitespace-pre text-faint">
          {tail}
        </pre>
      )}
    </div>
  );
};

interface WorkBlockProps {
  readonly block: BlockOf<'work'>;
  readonly open: boolean;
  readonly onToggle: (items: readonly Item[], open: boolean) => void;
}

const sameWork = (a: WorkBlockProps, b: WorkBlockProps): boolean =>
  a.open === b.open &&
  a.onToggle === b.onToggle &&
  a.block.key === b.block.key &&
  a.block.live === b.block.live &&
  a.block.items.length === b.block.items.length &&
  a.block.items.every((item, index) => item === b.block.items[index]);

export const WorkBlock = memo(({ block, open, onToggle }: WorkBlockProps) => {
  const { items, live, startedAt, endedAt } = block;
  const id = useId();
  const { waiting } = useConversationPlace();
  const settled = useMemo(() => (live ? items.filter((item) => item.status !== 'live') : items), [items, live]);
  const counts = useMemo(() => countWork(settled), [settled]);
  const failed = failedText(counts);
  const elapsed = useElapsed(startedAt, live);
  const took = live ? elapsed : endedAt === null ? null : endedAt - startedAt;
  return (
    <div className="overflow-hidden rounded-md border border-line bg-raised">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => onToggle(items, !open)}
        className="ring-inset-focus flex min-h-8.5 w-full items-center gap-2 px-3 py-1.5 text-start text-muted hover:bg-hover coarse:min-h-11"
      >
        {live ? (
          <SignalDot tone={waiting ? 'needs' : 'run'} moving={!waiting} />
        ) : (
          <ChevronRight
            size={14}
            aria-hidden
            className={cx('shrink-0 text-faint transition-transform rtl:rotate-180', open && 'rotate-90 rtl:rotate-90')}
          />
        )}
        <span className="min-w-0 flex-1 truncate">
          {live && <span className="sr-only">{waiting ? 'Waits for you: ' : 'Working: '}</span>}
          {live && settled.length === 0 ? 'Working' : summaryText(counts)}
          {failed !== null && <span className="text-fail"> · {failed}</span>}
        </span>
        {took !== null && <span className="shrink-0 text-sm text-faint tabular-nums">{duration(took)}</span>}
      </button>
      {open ? <Steps items={items} id={id} /> : live && currentSteps(items).map((item) => <CurrentStep key={item.id} item={item} />)}
    </div>
  );
}, sameWork);
