/** What a view shows when it has nothing to show: empty, loading, failed. */
import { CircleAlert, type LucideIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { cx } from './class-names.ts';

interface EmptyProps {
  readonly icon: LucideIcon;
  readonly title: string;
  /** What this is for, in a sentence. */
  readonly children?: ReactNode;
  /** The one next step. */
  readonly action?: ReactNode;
}

export const Empty = ({ icon: Icon, title, children, action }: EmptyProps) => (
  <div className="mx-auto grid max-w-100 justify-items-center gap-2 px-6 py-12 text-center">
    <Icon size={22} strokeWidth={1.5} aria-hidden className="text-faint" />
    <p className="font-semibold">{title}</p>
    {children !== undefined && <p className="text-muted wrap-anywhere">{children}</p>}
    {action !== undefined && <div className="mt-2">{action}</div>}
  </div>
);

/** A grey bar where text will be. Shows after 150 ms. */
export const Skeleton = ({ className = '' }: { readonly className?: string }) => (
  <div aria-hidden className={cx('show-late', className)}>
    <div className="shimmer h-full min-h-3 w-full rounded-sm bg-active" />
  </div>
);

/** Says once, to screen readers, that something loads; the skeletons beside it are decoration. */
export const Loading = ({ what, children }: { readonly what: string; readonly children: ReactNode }) => (
  <div role="status">
    <span className="sr-only">Loading {what}</span>
    {children}
  </div>
);

/** What went wrong, in the words of a failure: the sentence, what to do about it, and more for those who want it. */
export interface Problem {
  readonly message: string;
  readonly action?: string | undefined;
  readonly details?: string | undefined;
  readonly reference?: string | undefined;
  readonly paths?: readonly string[] | undefined;
}

interface ProblemNoteProps {
  readonly problem: Problem;
  readonly onRetry?: () => void;
  readonly children?: ReactNode;
  /** Without a frame, for places that have one. */
  readonly bare?: boolean;
}

const detailsOf = (problem: Problem): string =>
  [problem.details, problem.paths?.join('\n'), problem.reference === undefined ? undefined : `Reference ${problem.reference}`]
    .filter((part) => part !== undefined && part !== '')
    .join('\n\n');

export const ProblemNote = ({ problem, onRetry, children, bare = false }: ProblemNoteProps) => {
  const [open, setOpen] = useState(false);
  const details = detailsOf(problem);
  return (
    <div role="alert" className={cx('flex gap-2.5', !bare && 'rounded-md border border-fail/40 bg-fail-bg px-3 py-2.5')}>
      <CircleAlert size={15} aria-hidden className="mt-0.5 shrink-0 text-fail" />
      <div className="grid min-w-0 flex-1 gap-1.5">
        <div className="wrap-anywhere">
          <span className="font-medium">{problem.message}</span>{' '}
          {problem.action !== undefined && <span className="text-muted">{problem.action}</span>}
        </div>
        {(onRetry !== undefined || details !== '' || children !== undefined) && (
          <div className="flex flex-wrap gap-1.5">
            {onRetry !== undefined && <Button onClick={onRetry}>Retry</Button>}
            {children}
            {details !== '' && (
              <Button look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
                {open ? 'Hide details' : 'Details'}
              </Button>
            )}
          </div>
        )}
        {open && (
          <pre
            tabIndex={0}
            aria-label="Details"
            className="max-h-60 overflow-auto rounded-sm bg-sunken p-2 text-sm whitespace-pre-wrap wrap-anywhere text-muted"
          >
            {details}
          </pre>
        )}
      </div>
    </div>
  );
};
