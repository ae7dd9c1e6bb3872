/** Changes the last commit: its message, and, by a tick, what it holds. */
import { useEffect, useState } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import type { CallOutput } from '#contract/contract.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { say } from '#renderer/state/notices.ts';
import { useChanges } from '#renderer/state/changes.ts';
import { useDialogAct } from '#renderer/state/use-dialog-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextArea } from '#renderer/ui/field.tsx';
import { Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { plural } from '#renderer/ui/units.ts';

interface AmendDialogProps {
  readonly thread: ThreadId;
  readonly onClose: () => void;
}

export const AmendDialog = ({ thread, onClose }: AmendDialogProps) => {
  const [last, setLast] = useState<CallOutput<'landing.last-commit'> | undefined>(undefined);
  const [message, setMessage] = useState<string | null>(null);
  const { busy, failure, setFailure, run } = useDialogAct();
  const [all, setAll] = useState(true);
  const { value: uncommitted } = useChanges(thread, 'uncommitted');
  const count = uncommitted?.files.length ?? 0;
  useEffect(() => {
    call('landing.last-commit', { thread }).then(setLast, (error) => setFailure(failureOf(error)));
  }, [thread, setFailure]);
  const text = message ?? last?.message ?? '';
  const can = last != null && last.refused === null && text.trim() !== '' && !busy;
  const amend = (): Promise<void> =>
    run(async () => {
      const { commit } = await call('landing.amend', { thread, message: text, content: all && count > 0 ? 'all' : 'keep' });
      say({ text: `Amended as ${commit.slice(0, 8)}` });
      onClose();
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Amend the last commit"
      {...(last == null
        ? {}
        : { description: `Replaces ${last.commit.slice(0, 8)}; the former one is kept under refs/switchyard/before.` })}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={!can} onClick={() => void amend()}>
            {busy ? 'Amending…' : 'Amend'}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {failure !== null && <ProblemNote problem={failure} />}
        {last === undefined && failure === null && (
          <Loading what="the last commit">
            <Skeleton className="h-24" />
          </Loading>
        )}
        {last === null && <ProblemNote problem={{ message: 'There is no commit yet.', action: 'Commit first.' }} />}
        {last != null && last.refused !== null && <ProblemNote problem={{ message: last.refused, action: 'Make a new commit instead.' }} />}
        {last != null && last.refused === null && (
          <>
            <TextArea
              label="Message"
              value={text}
              onChange={(event) => setMessage(event.target.value)}
              className="max-h-60 min-h-24 font-mono text-sm"
            />
            {count > 0 && (
              <label className="flex min-h-7 cursor-pointer items-center gap-2 coarse:min-h-11">
                <input type="checkbox" checked={all} onChange={() => setAll(!all)} className="size-3.5 accent-accent-solid" />
                Take in {plural(count, 'uncommitted file')}
              </label>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
};
