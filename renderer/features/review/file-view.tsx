/** One whole file over the list: loading, too large, binary, or the editor. */
import { ArrowLeft } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import type { Failure } from '#contract/failure.ts';
import type { ChangeScope, FileText } from '#contract/review.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';

const FileEditor = lazy(async () => ({ default: (await import('./file-editor.tsx')).FileEditor }));

interface FileViewProps {
  readonly thread: ThreadId;
  readonly scope: ChangeScope;
  readonly path: string;
  readonly line: number | null;
  readonly split: boolean;
  readonly wrap: boolean;
  /** Another content of the change: read the file again. */
  readonly version: string;
  readonly onClose: () => void;
}

type Loaded =
  | { readonly kind: 'loading' }
  | { readonly kind: 'there'; readonly file: FileText }
  | { readonly kind: 'failed'; readonly failure: Failure };

const Waiting = () => (
  <Loading what="the file">
    <div className="grid gap-2 p-4">
      <Skeleton className="h-4 w-2/3" />
      <Skeleton className="h-4 w-1/2" />
      <Skeleton className="h-4 w-3/5" />
    </div>
  </Loading>
);

export const FileView = ({ thread, scope, path, line, split, wrap, version, onClose }: FileViewProps) => {
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    call('review.file', { thread, scope, path }, controller.signal).then(
      (file) =>
        setLoaded((before) =>
          before.kind === 'there' && before.file.after === file.after && before.file.before === file.before
            ? before
            : { kind: 'there', file },
        ),
      (error) => !controller.signal.aborted && setLoaded({ kind: 'failed', failure: failureOf(error) }),
    );
    return () => controller.abort();
  }, [thread, scope, path, version, tries]);
  const content = () => {
    if (loaded.kind === 'loading') return <Waiting />;
    if (loaded.kind === 'failed')
      return (
        <div className="p-4">
          <ProblemNote problem={loaded.failure} onRetry={() => setTries(tries + 1)} />
        </div>
      );
    if (loaded.file.binary) return <p className="p-6 text-muted">This is a binary file; there is no text to show.</p>;
    if (loaded.file.tooLarge) return <p className="p-6 text-muted">This file is too large to show here.</p>;
    return (
      <Suspense fallback={<Waiting />}>
        <FileEditor file={loaded.file} split={split} wrap={wrap} line={line} />
      </Suspense>
    );
  };
  return (
    <section
      aria-label={path}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
      }}
      className="flex min-h-0 flex-1 flex-col bg-bg"
    >
      <div className="flex items-center gap-2 border-b border-line px-2 py-1">
        <Button look="quiet" autoFocus onClick={onClose}>
          <ArrowLeft size={13} aria-hidden className="rtl:rotate-180" /> All files
        </Button>
        <span dir="ltr" title={path} className="min-w-0 flex-1 truncate font-mono text-sm">
          {path}
        </span>
      </div>
      {content()}
    </section>
  );
};
