/** Shows what a removal ends and takes away before it happens, and says that it can be undone. */
import { useEffect, useState } from 'react';
import type { Failure } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { RemovalPreview } from '#contract/threads.ts';
import { boardNow } from '#renderer/state/board.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { removeThreads } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { plural } from '#renderer/ui/units.ts';
import { clearSelected } from './board-selection.ts';
import { losesWork, lossLines } from './removal-texts.ts';

type Known =
  | { readonly kind: 'looking' }
  | { readonly kind: 'known'; readonly preview: RemovalPreview }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** At most this many previews are asked for; with more threads the rest is only counted. */
const MOST_PREVIEWS = 20;

const usePreview = (thread: ThreadId): Known => {
  const [known, setKnown] = useState<Known>({ kind: 'looking' });
  useEffect(() => {
    const stop = new AbortController();
    call('threads.removal', { thread }, stop.signal).then(
      (preview) => setKnown({ kind: 'known', preview }),
      (error: unknown) => !stop.signal.aborted && setKnown({ kind: 'failed', failure: failureOf(error) }),
    );
    return () => stop.abort();
  }, [thread]);
  return known;
};

const Preview = ({ thread, named }: { readonly thread: ThreadId; readonly named: boolean }) => {
  const known = usePreview(thread);
  const title = boardNow().threads.get(thread)?.title;
  return (
    <section className="rounded-md border border-line px-3 py-2.5">
      {named && (
        <h3 dir="auto" className="mb-1 line-clamp-2 font-semibold wrap-anywhere">
          {title}
        </h3>
      )}
      {known.kind === 'looking' && (
        <Loading what="what would be lost">
          <Skeleton className="my-1 h-3 w-48" />
        </Loading>
      )}
      {known.kind === 'failed' && <ProblemNote bare problem={known.failure} />}
      {known.kind === 'known' && (
        <ul className="grid gap-1.5">
          {!losesWork(known.preview) && <li className="text-muted">No work is lost: all is committed elsewhere, nothing runs.</li>}
          {lossLines(known.preview).map((line) => (
            <li key={line.kind}>
              <span className={line.kind === 'worktree' ? 'text-muted' : 'font-medium text-needs'}>{line.text}</span>
              {line.list.length > 0 && (
                <ul
                  tabIndex={0}
                  aria-label={line.text}
                  className="mt-0.5 max-h-28 overflow-y-auto rounded-sm bg-sunken px-2 py-1 font-mono text-sm text-muted"
                >
                  {line.list.map((entry, index) => (
                    <li key={index} dir="auto" className="wrap-anywhere">
                      {entry}
                    </li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

export const RemovalDialog = ({ threads, onClose }: { readonly threads: readonly ThreadId[]; readonly onClose: () => void }) => {
  const remove = (): void => {
    onClose();
    clearSelected();
    void removeThreads(threads);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        threads.length === 1
          ? `Remove “${boardNow().threads.get(threads[0] as ThreadId)?.title ?? 'the thread'}”?`
          : `Remove ${plural(threads.length, 'thread')}?`
      }
      description="A snapshot of everything, untracked files included, is kept. You can undo this."
      footer={
        <>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" look="danger" onClick={remove}>
            Remove
          </Button>
        </>
      }
    >
      <div className="grid gap-2">
        {threads.slice(0, MOST_PREVIEWS).map((thread) => (
          <Preview key={thread} thread={thread} named={threads.length > 1} />
        ))}
        {threads.length > MOST_PREVIEWS && <p className="text-muted">and {threads.length - MOST_PREVIEWS} more</p>}
      </div>
    </Dialog>
  );
};
