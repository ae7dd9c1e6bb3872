/** One step of work: a line that opens to all there is to see. */
import {
  Brain,
  ChevronRight,
  FilePen,
  ListChecks,
  MessageSquareText,
  Network,
  Info,
  Globe,
  ImageIcon,
  Link2,
  FileText,
  Plug,
  ScanSearch,
  Search,
  SquareTerminal,
  Wrench,
  type LucideIcon,
} from 'lucide-react';
import { memo, useId } from 'react';
import type { Item } from '#contract/items.ts';
import { duration } from '#renderer/ui/age.ts';
import { cx } from '#renderer/ui/class-names.ts';
import { DiffStat } from '#renderer/ui/diff-stat.tsx';
import { diffCounts } from './diff-lines.ts';
import { hasDetail, StepDetail } from './step-detail.tsx';
import { useOpenMark } from './open-marks.ts';
import { stepEnding, stepText, type StepIcon } from './step-text.ts';
import { useElapsed } from './use-elapsed.ts';

export const stepIcons: Readonly<Record<StepIcon, LucideIcon>> = {
  command: SquareTerminal,
  edit: FilePen,
  tool: Wrench,
  read: FileText,
  search: Search,
  'web-search': Globe,
  fetch: Link2,
  mcp: Plug,
  image: ImageIcon,
  review: ScanSearch,
  thought: Brain,
  words: MessageSquareText,
  plan: ListChecks,
  subagent: Network,
  notice: Info,
};

const totalsOf = (item: Item): { readonly added: number; readonly deleted: number } | null => {
  if (item.kind !== 'file-change') return null;
  const counts = item.changes.map(diffCounts).filter((count) => count !== null);
  if (counts.length === 0) return null;
  return { added: counts.reduce((sum, count) => sum + count.added, 0), deleted: counts.reduce((sum, count) => sum + count.deleted, 0) };
};

const TimeTaken = ({ item }: { readonly item: Item }) => {
  const live = item.status === 'live';
  const elapsed = useElapsed(item.startedAt, live);
  if (item.kind !== 'command' && item.kind !== 'tool' && item.kind !== 'subagent' && item.kind !== 'setup') return null;
  if (!live && item.endedAt === null) return null;
  return <span className="shrink-0 tabular-nums">{duration(live ? elapsed : (item.endedAt ?? item.startedAt) - item.startedAt)}</span>;
};

export const WorkStep = memo(({ item }: { readonly item: Item }) => {
  const [open, setOpen] = useOpenMark(item.id);
  const id = useId();
  const { icon, text, mono, by } = stepText(item);
  const Icon = stepIcons[icon];
  const ending = stepEnding(item);
  const totals = totalsOf(item);
  const opens = hasDetail(item);
  return (
    <li className="border-t border-line first:border-t-0">
      <button
        type="button"
        aria-expanded={opens ? open : undefined}
        aria-controls={open ? id : undefined}
        disabled={!opens}
        onClick={() => setOpen(!open)}
        className="ring-inset-focus flex min-h-7 w-full items-center gap-2 px-3 py-1 text-start text-sm text-muted not-disabled:hover:bg-hover coarse:min-h-11"
      >
        <Icon size={13} aria-hidden className={cx('shrink-0', item.status === 'live' ? 'text-run' : 'text-faint')} />
        {by !== undefined && (
          <span className="max-w-32 shrink-0 truncate rounded-sm bg-active px-1.25 text-xs leading-[1.6]">
            {by}
            <span className="sr-only">: </span>
          </span>
        )}
        <span dir="auto" className={cx('min-w-0 flex-1 truncate', mono && 'font-mono', icon === 'words' && 'text-fg')}>
          {text}
        </span>
        {totals !== null && <DiffStat added={totals.added} deleted={totals.deleted} />}
        {ending !== null && <span className={cx('shrink-0', ending.bad ? 'text-fail' : 'text-muted')}>{ending.text}</span>}
        <TimeTaken item={item} />
        {opens && (
          <ChevronRight
            size={13}
            aria-hidden
            className={cx('shrink-0 text-faint transition-transform rtl:rotate-180', open && 'rotate-90 rtl:rotate-90')}
          />
        )}
      </button>
      {open && (
        <div id={id} className="grid min-w-0 grid-cols-1 gap-2 px-3 pt-1 pb-3">
          <StepDetail item={item} />
        </div>
      )}
    </li>
  );
});
