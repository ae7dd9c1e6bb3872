/** The head of a file in the list of diffs. Plain elements: many come and go while one scrolls. */
import { ChevronDown, Ellipsis, MessageSquarePlus } from 'lucide-react';
import { memo } from 'react';
import type { FileChange } from '#contract/review.ts';
import { cx } from '#renderer/ui/class-names.ts';
import { DiffStat } from '#renderer/ui/diff-stat.tsx';
import { FileBadge } from './file-badge.tsx';
import { isViewed, viewedCount } from './hunk-walk.ts';

export type FileAct = 'fold' | 'view' | 'menu' | 'comment';

interface FileHeaderProps {
  readonly file: FileChange;
  readonly folded: boolean;
  readonly current: boolean;
  /** Hunks that were viewed, `1` and `0` in their order. */
  readonly marks: string;
  readonly comments: number;
  readonly onAct: (act: FileAct, path: string, from: HTMLElement) => void;
}

const generatedWords = { 'lock-file': 'lock file', minified: 'minified', marked: 'generated' } as const;
const generatedTitles = {
  'lock-file': 'Written by a package manager: folded until you open it',
  minified: 'Made from other code: folded until you open it',
  marked: 'Marked as generated in .gitattributes: folded until you open it',
} as const;

const press = 'grid size-7 shrink-0 place-items-center rounded-sm text-muted hover:bg-hover hover:text-fg coarse:size-10';

export const FileHeader = memo(({ file, folded, current, marks, comments, onAct }: FileHeaderProps) => {
  const { path } = file;
  const counts = viewedCount(marks);
  const viewed = isViewed(marks);
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    <div
      className={cx(
        'flex h-9 items-center gap-1.5 border-y border-line bg-raised ps-1 pe-1.5 font-sans text-sm coarse:gap-0.5',
        current && 'shadow-[inset_2px_0_var(--accent)]',
      )}
    >
      <button
        type="button"
        aria-label={folded ? `Unfold ${path}` : `Fold ${path}`}
        aria-expanded={!folded}
        onClick={(event) => onAct('fold', path, event.currentTarget)}
        className={press}
      >
        <ChevronDown size={14} aria-hidden className={cx(folded && '-rotate-90')} />
      </button>
      <FileBadge file={file} />
      <span
        dir="ltr"
        title={file.from === null ? path : `${file.from} → ${path}`}
        onClick={(event) => onAct('fold', path, event.currentTarget)}
        className={cx('flex min-w-0 flex-1 cursor-pointer font-mono', viewed ? 'text-muted' : 'text-fg')}
      >
        {file.from !== null && <span className="min-w-0 shrink truncate text-muted">{file.from} →&nbsp;</span>}
        <span className="min-w-0 shrink-[99] truncate text-muted">{path.slice(0, path.length - name.length)}</span>
        <span className="min-w-0 truncate">{name}</span>
      </span>
      {file.generated !== undefined && (
        <span className="shrink-0 rounded-sm bg-active px-1.5 py-0.5 text-xs text-muted" title={generatedTitles[file.generated]}>
          {generatedWords[file.generated]}
        </span>
      )}
      {comments > 0 && (
        <span className="shrink-0 text-needs" title={`${comments} ${comments === 1 ? 'comment' : 'comments'}`}>
          <MessageSquarePlus size={12} aria-hidden className="inline" /> {comments}
        </span>
      )}
      {!file.binary && <DiffStat added={file.added} deleted={file.deleted} />}
      <button
        type="button"
        aria-pressed={viewed}
        disabled={counts.all === 0}
        title={viewed ? 'Viewed; take the mark away' : 'Mark the whole file as viewed'}
        onClick={(event) => onAct('view', path, event.currentTarget)}
        className={cx(
          'shrink-0 rounded-sm px-1.5 py-1 font-medium whitespace-nowrap tabular-nums hover:bg-hover disabled:opacity-60 coarse:min-h-10 coarse:min-w-10',
          viewed ? 'text-run' : 'text-muted',
        )}
      >
        <span className="sr-only">{path}: </span>
        {viewed ? '✓ Viewed' : counts.viewed > 0 ? `${counts.viewed} of ${counts.all} viewed` : '○ Viewed'}
      </button>
      <button
        type="button"
        aria-label={`What can be done with ${path}`}
        onClick={(event) => onAct('menu', path, event.currentTarget)}
        className={press}
      >
        <Ellipsis size={14} aria-hidden />
      </button>
    </div>
  );
});
