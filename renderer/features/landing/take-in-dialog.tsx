/** Takes the moved base into the thread's branch: says what would happen, lets conflicts be resolved, then does it. */
import { GitMerge, GitPullRequestArrow } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { Failure } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { Resolution, TakeInLook, TakeInMethod } from '#contract/landing.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { say } from '#renderer/state/notices.ts';
import { attempt, sendMessage } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { Empty, Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { ConflictFileView, ConflictList } from './conflict-view.tsx';
import { askAgent, lookSentence, unresolved } from './take-in-texts.ts';

const useLook = (thread: ThreadId, how: TakeInMethod) => {
  const [state, setState] = useState<{
    readonly how: TakeInMethod;
    readonly look: TakeInLook | null;
    readonly failure: Failure | null;
  } | null>(null);
  const again = useCallback(
    async (signal?: AbortSignal) => {
      try {
        setState({ how, look: await call('landing.look', { thread, how }, signal), failure: null });
      } catch (error) {
        if (signal?.aborted !== true) setState({ how, look: null, failure: failureOf(error) });
      }
    },
    [thread, how],
  );
  useEffect(() => {
    const controller = new AbortController();
    void again(controller.signal);
    return () => controller.abort();
  }, [again]);
  const current = state?.how === how ? state : null;
  return { look: current?.look ?? null, failure: current?.failure ?? null, again };
};

interface TakeInDialogProps {
  readonly thread: ThreadId;
  readonly onClose: () => void;
}

const takeIn = async (thread: ThreadId, how: TakeInMethod): Promise<void> => {
  const { into, from, to } = await call('landing.take-in', { thread, how });
  const undo = (): void => void attempt(call('landing.undo-take-in', { thread, from, to }), 'The branch was not moved back.');
  say({ text: `Took in ${into}`, action: { label: 'Undo', run: undo } });
};

export const TakeInDialog = ({ thread, onClose }: TakeInDialogProps) => {
  const [how, setHow] = useState<TakeInMethod>('merge');
  const { look, failure, again } = useLook(thread, how);
  const [chosen, setChosen] = useState<string | null>(null);
  const [refused, setRefused] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const files = look?.kind === 'conflict' ? look.files : [];
  const file = files.find(({ id }) => id === chosen) ?? files.find(({ resolution }) => resolution === null) ?? files[0];
  const open = look === null ? [] : unresolved(look);
  const resolve = async (resolution: Resolution | null): Promise<void> => {
    if (file === undefined) return;
    const saved = await attempt(
      call('landing.resolve', { thread, conflict: file.id, path: file.path, resolution }),
      'The resolution was not kept.',
    );
    if (!saved) return;
    setChosen(resolution === null ? file.id : null);
    await again();
  };
  const act = async (): Promise<void> => {
    setBusy(true);
    setRefused(null);
    try {
      await takeIn(thread, how);
      onClose();
    } catch (error) {
      setRefused(failureOf(error));
      setBusy(false);
      void again();
    }
  };
  const handOver = async (): Promise<void> => {
    if (look?.kind !== 'conflict') return;
    const text = askAgent(
      look.into,
      how,
      files.map(({ path }) => path),
    );
    if (!(await sendMessage({ thread, text }))) return;
    say({ text: 'Handed to the agent' });
    onClose();
  };
  const conflict = look?.kind === 'conflict' ? look : null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Take in ${look?.into ?? 'the base'}`}
      description={look === null ? undefined : lookSentence(look, how)}
      width={conflict === null ? 'middle' : 'full'}
      footer={
        <>
          {conflict !== null && <Button onClick={() => void handOver()}>Let the agent resolve it</Button>}
          <span className="flex-1" />
          <Button onClick={onClose}>{look?.kind === 'current' ? 'Close' : 'Cancel'}</Button>
          {look?.kind !== 'current' && (
            <Button look="primary" disabled={look === null || busy || look.kind !== 'clean'} onClick={() => void act()}>
              <GitMerge size={13} aria-hidden /> {busy ? 'Taking in…' : how === 'merge' ? 'Merge it in' : 'Rebase'}
            </Button>
          )}
        </>
      }
    >
      <div className={conflict === null ? 'grid gap-3' : 'flex h-full min-h-0 flex-col gap-3'}>
        <Segmented<TakeInMethod>
          label="How"
          value={how}
          onChange={setHow}
          options={[
            { value: 'merge', label: 'Merge' },
            { value: 'rebase', label: 'Rebase' },
          ]}
        />
        {refused !== null && <ProblemNote problem={refused} />}
        {failure !== null && <ProblemNote problem={failure} onRetry={() => void again()} />}
        {look === null && failure === null && (
          <Loading what="what would happen">
            <Skeleton className="h-24" />
          </Loading>
        )}
        {look?.kind === 'current' && <Empty icon={GitPullRequestArrow} title="Nothing to take in" />}
        {conflict !== null && file !== undefined && (
          <div className="flex min-h-0 flex-1 flex-col overflow-hidden rounded-md border border-line tablet:flex-row">
            <ConflictList files={files} current={file.id} onChoose={setChosen} />
            <ConflictFileView
              key={`${file.id}${file.resolution?.kind ?? ''}`}
              file={file}
              into={conflict.into}
              onResolve={(one) => void resolve(one)}
            />
          </div>
        )}
        {conflict !== null && open.length === 0 && <p className="text-sm text-muted">Looking at what comes next…</p>}
      </div>
    </Dialog>
  );
};
