/** The changed files as a tree with counts and a filter; only the rows in view exist. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { Check, ChevronRight, Folder, MessageSquare } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { FileChange } from '#contract/review.ts';
import { cx } from '#renderer/ui/class-names.ts';
import { DiffStat } from '#renderer/ui/diff-stat.tsx';
import { inputClass } from '#renderer/ui/field.tsx';
import { treeRows, type TreeRow } from './file-tree.ts';
import { FileBadge } from './file-badge.tsx';
import { isViewed, viewedCount } from './hunk-walk.ts';

const ROW_PX = 26;
const TOUCH_ROW_PX = 40;

interface FileListProps {
  readonly files: readonly FileChange[];
  readonly total: number;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly current: string | null;
  readonly touch: boolean;
  /** Viewed hunks of a file, `1` and `0` in their order. */
  readonly marksOf: (path: string) => string;
  readonly commentsOf: ReadonlyMap<string, number>;
  readonly onChoose: (path: string) => void;
}

const Viewed = ({ marks }: { readonly marks: string }) => {
  if (isViewed(marks)) return <Check size={12} aria-label="viewed" className="shrink-0 text-run" />;
  const { viewed, all } = viewedCount(marks);
  if (viewed === 0) return null;
  return (
    <span className="shrink-0 text-xs text-muted tabular-nums">
      <span aria-hidden>
        {viewed}/{all}
      </span>
      <span className="sr-only">
        {viewed} of {all} hunks viewed
      </span>
    </span>
  );
};

const Comments = ({ count }: { readonly count: number }) =>
  count === 0 ? null : (
    <span className="inline-flex shrink-0 items-center gap-0.5 text-xs text-needs tabular-nums">
      <MessageSquare size={10} aria-hidden /> {count}
      <span className="sr-only">{count === 1 ? 'comment' : 'comments'}</span>
    </span>
  );

interface RowContentProps {
  readonly row: TreeRow;
  readonly marks: string;
  readonly comments: number;
}

const RowContent = ({ row, marks, comments }: RowContentProps) =>
  row.kind === 'folder' ? (
    <>
      <ChevronRight
        size={12}
        aria-hidden
        className={cx('shrink-0 text-faint transition-transform rtl:rotate-180', row.open && 'rotate-90 rtl:rotate-90')}
      />
      <Folder size={12} aria-hidden className="shrink-0 text-faint" />
      <span className="min-w-0 flex-1 truncate text-muted">{row.name}</span>
      <span className="shrink-0 text-xs text-faint tabular-nums">{row.files}</span>
    </>
  ) : (
    <>
      <FileBadge file={row.file} />
      <span className={cx('min-w-0 flex-1 truncate', row.file.kind === 'deleted' && 'line-through', isViewed(marks) && 'text-muted')}>
        {row.name}
      </span>
      <Comments count={comments} />
      <Viewed marks={marks} />
      {row.file.binary ? (
        <span className="shrink-0 text-xs text-faint">binary</span>
      ) : (
        <DiffStat added={row.file.added} deleted={row.file.deleted} />
      )}
    </>
  );

export const FileList = ({ files, total, filter, onFilter, current, touch, marksOf, commentsOf, onChoose }: FileListProps) => {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => treeRows(files, closed), [files, closed]);
  const rowPx = touch ? TOUCH_ROW_PX : ROW_PX;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
    getItemKey: (index) => rows[index]?.path ?? index,
  });
  const at = Math.min(focused, Math.max(0, rows.length - 1));
  const currentIndex = useMemo(() => rows.findIndex((row) => row.kind === 'file' && row.path === current), [rows, current]);
  useEffect(() => {
    if (currentIndex >= 0) virtualizer.scrollToIndex(currentIndex, { align: 'auto' });
  }, [currentIndex, virtualizer]);
  const press = (row: TreeRow | undefined): void => {
    if (row === undefined) return;
    if (row.kind === 'file') return onChoose(row.path);
    setClosed((before) => {
      const next = new Set(before);
      if (!next.delete(row.path)) next.add(row.path);
      return next;
    });
  };
  const moveTo = (index: number): void => {
    setFocused(index);
    virtualizer.scrollToIndex(index, { align: 'auto' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[at];
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(rows.length - 1, at + 1),
      ArrowUp: Math.max(0, at - 1),
      Home: 0,
      End: rows.length - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) moveTo(to);
    else if (event.key === 'Enter' || event.key === ' ') press(row);
    else if (row?.kind === 'folder' && ((event.key === 'ArrowRight' && !row.open) || (event.key === 'ArrowLeft' && row.open))) press(row);
    else return;
    event.preventDefault();
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="p-2">
        <input
          type="search"
          data-file-filter
          dir="auto"
          value={filter}
          aria-label="Filter files"
          placeholder={`Filter ${total} ${total === 1 ? 'file' : 'files'}`}
          onChange={(event) => onFilter(event.currentTarget.value)}
          className={cx(inputClass, 'py-1 text-sm')}
        />
      </div>
      <div
        ref={scroller}
        role="tree"
        aria-label="Changed files"
        tabIndex={0}
        aria-activedescendant={rows.length === 0 ? undefined : `file-row-${at}`}
        onKeyDown={onKeyDown}
        className="group/tree ring-inset-focus min-h-0 flex-1 overflow-auto"
      >
        <div role="none" className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <div
                key={item.key}
                id={`file-row-${item.index}`}
                role="treeitem"
                aria-level={row.depth + 1}
                aria-selected={row.kind === 'file' && row.path === current}
                aria-expanded={row.kind === 'folder' ? row.open : undefined}
                title={row.path}
                onClick={() => {
                  setFocused(item.index);
                  press(row);
                }}
                className={cx(
                  'absolute inset-x-0 top-0 flex items-center gap-1.5 pe-2 text-sm hover:bg-hover',
                  row.kind === 'file' && row.path === current && 'bg-active',
                  item.index === at &&
                    'group-focus-visible/tree:outline-1 group-focus-visible/tree:-outline-offset-1 group-focus-visible/tree:outline-accent',
                )}
                style={{ height: rowPx, transform: `translateY(${item.start}px)`, paddingInlineStart: 8 + row.depth * 12 }}
              >
                <RowContent row={row} marks={row.kind === 'file' ? marksOf(row.path) : ''} comments={commentsOf.get(row.path) ?? 0} />
              </div>
            );
          })}
        </div>
        {rows.length === 0 && <p className="px-3 py-2 text-sm text-muted">No file matches.</p>}
      </div>
    </div>
  );
};
