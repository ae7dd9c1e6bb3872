/** Going back to before a turn: says first what would change, and can be undone. */
import { useEffect, useState } from 'react';
import type { Checkpoint, RestoreWhat } from '#contract/checkpoints.ts';
import type { CallOutput } from '#contract/contract.ts';
import type { ThreadId } from '#contract/ids.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { say } from '#renderer/state/notices.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { useDialogAct } from '#renderer/state/use-dialog-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { DiffStat } from '#renderer/ui/diff-stat.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { plural } from '#renderer/ui/units.ts';

interface RestoreDialogProps {
  readonly thread: ThreadId;
  readonly checkpoint: Checkpoint;
  readonly what: RestoreWhat;
  readonly onClose: () => void;
}

type Preview = CallOutput<'checkpoints.preview'>;
const SHOWN_PATHS = 12;
const words: Readonly<Record<RestoreWhat, string>> = { files: 'Files', conversation: 'Conversation', both: 'Both' };

const restore = async (thread: ThreadId, checkpoint: Checkpoint, what: RestoreWhat): Promise<void> => {
  const { before } = await call('checkpoints.restore', { thread, checkpoint: checkpoint.id, what });
  const back = (): void =>
    void attempt(call('checkpoints.restore', { thread, checkpoint: before.id, what }), 'It could not be taken back.');
  say({ text: 'Restored to before the turn', action: { label: 'Undo', run: back } });
};

const Files = ({ preview }: { readonly preview: Preview }) =>
  preview.totals.files === 0 ? (
    <p className="text-muted">The files are as they were then.</p>
  ) : (
    <div className="grid gap-1.5">
      <p>
        {plural(preview.totals.files, 'file')} in the folder will change:{' '}
        <DiffStat added={preview.totals.added} deleted={preview.totals.deleted} />
      </p>
      <ul className="grid gap-0.5 rounded-md border border-line bg-sunken px-3 py-2 font-mono text-sm">
        {preview.paths.slice(0, SHOWN_PATHS).map((path) => (
          <li key={path} dir="ltr" className="truncate">
            {path}
          </li>
        ))}
        {preview.paths.length > SHOWN_PATHS && <li className="text-muted">and {preview.paths.length - SHOWN_PATHS} more</li>}
      </ul>
    </div>
  );

export const RestoreDialog = ({ thread, checkpoint, what: first, onClose }: RestoreDialogProps) => {
  const [what, setWhat] = useState(first);
  const [preview, setPreview] = useState<Preview | null>(null);
  const { busy, failure, setFailure, run } = useDialogAct();
  useEffect(() => {
    const controller = new AbortController();
    call('checkpoints.preview', { thread, checkpoint: checkpoint.id }, controller.signal).then(
      setPreview,
      (error) => !controller.signal.aborted && setFailure(failureOf(error)),
    );
    return () => controller.abort();
  }, [thread, checkpoint.id, setFailure]);
  const go = (): Promise<void> =>
    run(async () => {
      await restore(thread, checkpoint, what);
      onClose();
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Go back to before this turn"
      description="What is there now is kept first, so this can be undone."
      footer={
        <>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" look="danger" disabled={busy || preview === null} onClick={() => void go()}>
            {busy ? 'Restoring…' : `Restore ${what === 'both' ? 'both' : `the ${what}`}`}
          </Button>
        </>
      }
    >
      <div className="grid gap-3.5">
        <Segmented
          label="What is restored"
          value={what}
          onChange={setWhat}
          options={(Object.keys(words) as RestoreWhat[]).map((value) => ({ value, label: words[value] }))}
        />
        {preview === null && failure === null && (
          <Loading what="what would change">
            <Skeleton className="h-20 w-full" />
          </Loading>
        )}
        {preview !== null && what !== 'conversation' && <Files preview={preview} />}
        {preview !== null && what !== 'files' && (
          <p>
            {plural(preview.items, 'entry', 'entries')} of the conversation {preview.items === 1 ? 'is' : 'are'} set aside. The agent goes
            on as if they had not been said.
          </p>
        )}
        {failure !== null && <ProblemNote problem={failure} />}
      </div>
    </Dialog>
  );
};
