/** Picks the winner of a race; says what becomes of the others. */
import { useState } from 'react';
import type { RaceId, ThreadId } from '#contract/ids.ts';
import { call } from '#renderer/state/core.ts';
import { say } from '#renderer/state/notices.ts';
import { patchThreads } from '#renderer/state/thread-actions.ts';
import { useDialogAct } from '#renderer/state/use-dialog-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { ProblemNote } from '#renderer/ui/states.tsx';

interface PickDialogProps {
  readonly race: RaceId;
  readonly winner: ThreadId;
  /** As it is named in the race. */
  readonly name: string;
  readonly working: number;
  readonly onClose: () => void;
}

export const PickDialog = ({ race, winner, name, working, onClose }: PickDialogProps) => {
  const [others, setOthers] = useState<'archive' | 'keep'>('archive');
  const { busy, failure, run } = useDialogAct();
  const pick = (): Promise<void> =>
    run(async () => {
      const { archived } = await call('races.pick', { race, winner, others });
      say({
        text: `${name} won`,
        ...(archived.length > 0 && { action: { label: 'Undo archiving', run: () => void patchThreads(archived, { archived: false }) } }),
      });
      onClose();
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Pick ${name}`}
      width="narrow"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={busy} onClick={() => void pick()}>
            {busy ? 'Picking…' : 'Pick it'}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {failure !== null && <ProblemNote problem={failure} />}
        <Segmented
          label="The others"
          wide
          value={others}
          onChange={setOthers}
          options={[
            { value: 'archive', label: 'Archive the others' },
            { value: 'keep', label: 'Leave them as they are' },
          ]}
        />
        <p className="text-muted">
          {others === 'keep'
            ? 'They go on as tasks of their own.'
            : `${working > 0 ? `${working} still at work will be stopped. ` : ''}Their worktrees and branches stay; the archive brings them back.`}
        </p>
      </div>
    </Dialog>
  );
};
