/** A file that the agent sees, as plain text: nothing in it is a link or markup here, whoever wrote it. */
import { useEffect, useState } from 'react';
import type { Failure } from '#contract/failure.ts';
import type { WhoseSurroundings } from '#contract/surroundings.ts';
import { useAppInfo } from '#renderer/state/app-state.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';

interface SeenFileProps {
  readonly of: WhoseSurroundings;
  readonly path: string;
  readonly title: string;
  readonly onClose: () => void;
}

export const SeenFileDialog = ({ of, path, title, onClose }: SeenFileProps) => {
  const [read, setRead] = useState<{ readonly text: string; readonly cut: boolean } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const canOpen = useAppInfo((state) => state.info?.canOpenPaths ?? false);
  useEffect(() => {
    const controller = new AbortController();
    call('surroundings.read', { of, path }, controller.signal).then(
      setRead,
      (error: unknown) => !controller.signal.aborted && setFailure(failureOf(error)),
    );
    return () => controller.abort();
  }, [of, path]);
  return (
    <Dialog
      open
      onClose={onClose}
      width="wide"
      title={title}
      description={<span className="font-mono text-sm wrap-anywhere">{path}</span>}
      footer={
        canOpen ? (
          <Button size="md" onClick={() => void attempt(call('app.open-path', { path }), 'It could not be opened.')}>
            Open in its program
          </Button>
        ) : undefined
      }
    >
      {failure !== null && <ProblemNote problem={failure} />}
      {failure === null && read === null && (
        <Loading what="the file">
          <Skeleton className="h-40 w-full" />
        </Loading>
      )}
      {read !== null && (
        <pre
          dir="auto"
          tabIndex={0}
          aria-label={`Text of ${title}`}
          className="max-h-[60vh] overflow-auto rounded-md bg-sunken p-3 font-mono text-sm whitespace-pre-wrap wrap-anywhere"
        >
          {read.text === '' ? 'It has no text.' : read.text}
          {read.cut && '\n\n… cut here: the file is larger than what is shown.'}
        </pre>
      )}
    </Dialog>
  );
};
