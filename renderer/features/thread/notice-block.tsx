/** What is said beside the conversation: quiet for information, framed where it asks for attention. */
import { Info, RotateCw, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import type { ItemOf } from '#contract/items.ts';
import { Button } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { localTimes } from '#renderer/ui/local-times.ts';
import { useOpenMark } from './open-marks.ts';
import { StepDetail } from './step-detail.tsx';
import { timeLeft, useLiftedText, useTimeLeft } from './until.ts';

type Notice = ItemOf<'notice'>;

/** A request that is tried again: which attempt, and when. */
const RetryBlock = ({ item, retry }: { readonly item: Notice; readonly retry: NonNullable<Notice['retry']> }) => {
  const left = useTimeLeft(retry.at);
  const number = `Attempt ${retry.attempt}${retry.of === null ? '' : ` of ${retry.of}`}`;
  return (
    <div role="status" className="flex gap-2.5 rounded-md border border-needs/30 bg-needs-bg px-3 py-2">
      <RotateCw size={14} aria-hidden className="mt-0.75 shrink-0 text-needs" />
      <div className="grid min-w-0 flex-1 gap-0.5">
        <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
          {item.text} {item.action !== undefined && <span className="text-muted">{item.action}</span>}
        </p>
        {/* Not read out each second. */}
        <p className="text-sm text-muted tabular-nums" aria-live="off">
          {left === null ? `${number} is under way.` : left === 0 ? `${number} is under way.` : `${number} in ${timeLeft(left)}.`}
        </p>
      </div>
    </div>
  );
};

const Raw = ({ item }: { readonly item: Notice }) => {
  const [open, setOpen] = useOpenMark(item.id);
  return (
    <div>
      <Button look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide what the agent sent' : 'Show what the agent sent'}
      </Button>
      {open && <StepDetail item={item} />}
    </div>
  );
};

const Framed = ({ item }: { readonly item: Notice }) => {
  const lifted = useLiftedText(item.resetsAt ?? null);
  const Icon = item.level === 'info' ? Info : TriangleAlert;
  return (
    <div
      className={cx(
        'flex gap-2.5 rounded-md border px-3 py-2',
        item.level === 'info' && 'border-line text-muted',
        item.level === 'warning' && 'border-needs/30 bg-needs-bg',
        item.level === 'error' && 'border-fail/40 bg-fail-bg',
      )}
    >
      <Icon
        size={14}
        aria-hidden
        className={cx('mt-0.75 shrink-0', item.level === 'warning' && 'text-needs', item.level === 'error' && 'text-fail')}
      />
      <div className="grid min-w-0 flex-1 gap-1">
        <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
          {item.level !== 'info' && <span className="sr-only">{item.level === 'error' ? 'Error: ' : 'Warning: '}</span>}
          {item.raw === undefined ? localTimes(item.text) : item.text}{' '}
          {item.action !== undefined && <span className="text-muted">{item.action}</span>}{' '}
          {lifted !== null && (
            <span title={lifted.title} className="text-muted tabular-nums">
              {lifted.text}
            </span>
          )}
        </p>
        {item.raw !== undefined && <Raw item={item} />}
      </div>
    </div>
  );
};

/** One short line that nobody has to act on: a mode or model that changed, a commit. */
const isQuiet = ({ level, action, raw, resetsAt, text }: Notice): boolean =>
  level === 'info' && action === undefined && raw === undefined && resetsAt == null && !text.includes('\n') && text.length <= 160;

export const NoticeBlock = memo(({ item }: { readonly item: Notice }) => {
  if (item.retry !== undefined && item.status === 'live') return <RetryBlock item={item} retry={item.retry} />;
  if (!isQuiet(item)) return <Framed item={item} />;
  return (
    <p dir="auto" className="flex items-start gap-2 text-sm text-muted wrap-anywhere">
      <Info size={13} aria-hidden className="mt-0.75 shrink-0 text-faint" />
      {localTimes(item.text)}
    </p>
  );
});
