/** All changed files in one list: only what is in view is drawn, and only its patches are fetched. */
import { CodeView, type CodeViewHandle } from '@pierre/diffs/react';
import type { CodeViewItem, FileDiffMetadata } from '@pierre/diffs';
import { ChevronDown, FileSearch } from 'lucide-react';
import { useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState, type Ref } from 'react';
import type { FileChange } from '#contract/review.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { DiffStat } from '#renderer/ui/diff-stat.tsx';
import { diffThemes, DiffWorkers } from './diff-worker.tsx';
import { createDiffItems, withoutLines } from './diff-items.ts';
import { FileBadge } from './file-badge.tsx';
import type { PatchLoader } from './patch-loader.ts';
import { useTheme } from './use-theme.ts';
import { WaitingChanges } from './waiting-changes.tsx';

const HEADER_PX = 36;
/** Files after the drawn ones whose patches come along, so that scrolling meets them ready. */
const AHEAD_FILES = 8;

const pressByKey = (event: KeyboardEvent): void => {
  if (event.key !== 'Enter' && event.key !== ' ') return;
  event.preventDefault();
  event.stopPropagation();
  (event.currentTarget as HTMLElement).click();
};

/** The library's buttons between hunks have a picture but no name, and only the mouse reaches them. */
const finishExpanders = (element: HTMLElement): void => {
  const within = element.shadowRoot;
  if (within === null) return;
  for (const button of within.querySelectorAll<HTMLElement>('[data-expand-button]:not([tabindex])')) {
    const names = { 'data-expand-up': 'Show more lines above', 'data-expand-all-button': 'Show all lines between' };
    const name = Object.entries(names).find(([mark]) => button.hasAttribute(mark))?.[1] ?? 'Show more lines';
    button.setAttribute('aria-label', name);
    button.tabIndex = 0;
    button.addEventListener('keydown', pressByKey);
  }
  // Lines that do not fit are scrolled by keys too.
  for (const lines of within.querySelectorAll<HTMLElement>('code[data-code]'))
    if (lines.scrollWidth > lines.clientWidth) lines.tabIndex = 0;
    else lines.removeAttribute('tabindex');
  for (const words of within.querySelectorAll('[data-unmodified-lines]'))
    if (words.textContent === 'More unchanged context may be available') words.textContent = 'To the end of the file';
};

/** The list's own colours give way to ours: one surface, one green, one red. */
const overrides = `:host {
  --diffs-bg: var(--bg);
  --diffs-addition-color-override: var(--add);
  --diffs-deletion-color-override: var(--del);
  --diffs-modified-color-override: var(--signal-review);
  --diffs-fg-number-override: var(--fg-faint);
  /* The library mixes a fifth of these into the surface. */
  --diffs-bg-addition-override: color-mix(in srgb, var(--add) 80%, var(--bg));
  --diffs-bg-deletion-override: color-mix(in srgb, var(--del) 80%, var(--bg));
  --diffs-bg-context-override: var(--bg);
  --diffs-bg-separator-override: var(--bg-raised);
}`;

export interface DiffListHandle {
  readonly scrollToFile: (path: string, line: number | null) => void;
}

export interface DiffListProps {
  readonly files: readonly FileChange[];
  readonly loader: PatchLoader;
  /** Grows with every patch that arrives. */
  readonly patches: number;
  readonly layout: 'split' | 'unified';
  readonly wrap: boolean;
  readonly collapsed: ReadonlySet<string>;
  readonly current: string | null;
  readonly onCurrent: (path: string) => void;
  readonly onCollapse: (path: string, collapsed: boolean) => void;
  readonly onOpen: (path: string) => void;
  /** Both sides of a file, for the lines between hunks. */
  readonly readBoth: (path: string) => Promise<{ readonly before: string; readonly after: string }>;
  readonly handle: Ref<DiffListHandle>;
}

interface HeaderProps {
  readonly file: FileChange;
  readonly note: string | null;
  readonly folded: boolean;
  readonly current: boolean;
  readonly onCollapse: (path: string, collapsed: boolean) => void;
  readonly onOpen: (path: string) => void;
  readonly onRetry: () => void;
}

const FileHeader = ({ file, note, folded, current, onCollapse, onOpen, onRetry }: HeaderProps) => (
  <div
    className={cx(
      'flex h-9 items-center gap-2 border-y border-line bg-raised ps-1 pe-2 font-sans text-sm',
      current && 'border-s-2 border-s-accent',
    )}
  >
    <IconButton
      label={folded ? 'Unfold the file' : 'Fold the file'}
      aria-expanded={!folded}
      disabled={note !== null}
      icon={<ChevronDown size={14} aria-hidden className={cx('transition-transform', folded && '-rotate-90 rtl:rotate-90')} />}
      onClick={() => onCollapse(file.path, !folded)}
    />
    <FileBadge file={file} />
    <button
      type="button"
      onClick={() => onCollapse(file.path, !folded)}
      title={file.from === null ? file.path : `${file.from} → ${file.path}`}
      className="min-w-0 flex-1 truncate text-start font-mono text-fg"
      dir="ltr"
    >
      {file.from !== null && <span className="text-muted">{file.from} → </span>}
      {file.path}
    </button>
    {note !== null && <span className="shrink-0 text-muted">{note}</span>}
    {note === 'Could not be read' && <Button onClick={onRetry}>Retry</Button>}
    {!file.binary && <DiffStat added={file.added} deleted={file.deleted} />}
    {!file.binary && (
      <IconButton label="Open the whole file" icon={<FileSearch size={14} aria-hidden />} onClick={() => onOpen(file.path)} />
    )}
  </div>
);

/** Asks for the patches of what is drawn, once per frame. */
const useWanted = (
  viewer: React.RefObject<CodeViewHandle<undefined, undefined> | null>,
  props: Pick<DiffListProps, 'loader' | 'files' | 'onCurrent'>,
) => {
  const { loader, files, onCurrent } = props;
  const frame = useRef<number | null>(null);
  const look = useCallback(
    (scrolled: boolean) => {
      if (frame.current !== null) return;
      frame.current = requestAnimationFrame(() => {
        frame.current = null;
        const instance = viewer.current?.getInstance();
        if (instance === undefined) return;
        const drawn = instance.getRenderedItems();
        const from = files.findIndex((file) => file.path === drawn[0]?.id);
        const near = from < 0 ? [] : files.slice(from, from + drawn.length + AHEAD_FILES);
        loader.want(near.filter((file) => !file.binary).map((file) => file.path));
        for (const entry of drawn) finishExpanders(entry.element);
        if (!scrolled) return;
        const top = instance.getScrollTop();
        const above = drawn.filter((entry) => (instance.getTopForItem(entry.id) ?? 0) <= top + HEADER_PX).at(-1) ?? drawn[0];
        if (above !== undefined) onCurrent(above.id);
      });
    },
    [viewer, loader, files, onCurrent],
  );
  useEffect(
    () => () => {
      if (frame.current !== null) cancelAnimationFrame(frame.current);
      frame.current = null;
    },
    [look],
  );
  return look;
};

export const DiffList = (props: DiffListProps) => {
  const { files, loader, patches, layout, wrap, collapsed, current, onCollapse, onOpen, readBoth, handle } = props;
  const theme = useTheme();
  const viewer = useRef<CodeViewHandle<undefined, undefined>>(null);
  const build = useMemo(createDiffItems, []);
  // `patches` stands for what the loader holds.
  // oxlint-disable-next-line react/exhaustive-deps
  const items = useMemo(() => build.of(files, loader.get, collapsed), [build, files, loader, collapsed, patches]);
  const look = useWanted(viewer, props);
  const drawn = useRef(() => {});
  const [hasDrawn, setHasDrawn] = useState(false);
  useEffect(() => {
    drawn.current = () => look(false);
    look(false);
  }, [look, items]);
  useImperativeHandle(
    handle,
    () => ({
      scrollToFile: (path, line) =>
        viewer.current?.scrollTo(
          line === null
            ? { type: 'item', id: path, align: 'start', behavior: 'instant' }
            : { type: 'line', id: path, lineNumber: line, align: 'center', behavior: 'instant' },
        ),
    }),
    [],
  );
  const options = useMemo(
    () => ({
      theme: diffThemes,
      themeType: theme,
      diffStyle: layout,
      overflow: wrap ? ('wrap' as const) : ('scroll' as const),
      lineDiffType: 'word-alt' as const,
      diffIndicators: 'classic' as const,
      hunkSeparators: 'line-info' as const,
      stickyHeaders: true,
      unsafeCSS: overrides,
      itemMetrics: { diffHeaderHeight: HEADER_PX },
      layout: { paddingTop: 0, paddingBottom: 24, gap: 0 },
      onPostRender: () => {
        setHasDrawn(true);
        drawn.current();
      },
      loadDiffFiles: async (diff: FileDiffMetadata) => {
        const { before, after } = await readBoth(diff.name);
        return { oldFile: { name: diff.prevName ?? diff.name, contents: before }, newFile: { name: diff.name, contents: after } };
      },
    }),
    [theme, layout, wrap, readBoth],
  );
  const byPath = useMemo(() => new Map(files.map((file) => [file.path, file])), [files]);
  const renderHeader = (item: CodeViewItem<undefined>) => {
    const file = byPath.get(item.id);
    if (file === undefined) return null;
    const note = withoutLines(file, loader.get(file.path));
    return (
      <FileHeader
        file={file}
        note={note}
        folded={collapsed.has(file.path) || note !== null}
        current={current === file.path}
        onCollapse={onCollapse}
        onOpen={onOpen}
        onRetry={() => loader.want([file.path], true)}
      />
    );
  };
  return (
    <DiffWorkers>
      <div className="relative flex min-h-0 flex-1 flex-col">
        {!hasDrawn && (
          <div className="absolute inset-0 bg-bg">
            <WaitingChanges />
          </div>
        )}
        <CodeView
          ref={viewer}
          items={items}
          options={options}
          onScroll={() => look(true)}
          renderCustomHeader={renderHeader}
          className="diff-list min-h-0 flex-1 overflow-auto [font-variant-ligatures:none]"
          style={
            {
              '--diffs-font-family': 'var(--font-mono)',
              '--diffs-font-size': '12px',
              '--diffs-line-height': '20px',
              '--diffs-header-font-family': 'var(--font-ui)',
            } as React.CSSProperties
          }
        />
      </div>
    </DiffWorkers>
  );
};
