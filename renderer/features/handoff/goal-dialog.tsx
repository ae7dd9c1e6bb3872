/** What the agent works towards of its own accord: set, changed, cleared. */
import { useState, type KeyboardEvent } from 'react';
import { GOAL_MAX_CHARS } from '#contract/turn-acts.ts';
import type { ThreadId } from '#contract/ids.ts';
import { useThreadSummary } from '#renderer/state/board.ts';
import { call } from '#renderer/state/core.ts';
import { useDialogAct } from '#renderer/state/use-dialog-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextArea } from '#renderer/ui/field.tsx';
import { ProblemNote } from '#renderer/ui/states.tsx';

export const GoalDialog = ({ thread, onClose }: { readonly thread: ThreadId; readonly onClose: () => void }) => {
  const known = useThreadSummary(thread)?.goal;
  const [goal, setGoal] = useState(known ?? '');
  const { busy, failure, run } = useDialogAct();
  const set = (next: string | null): Promise<void> =>
    run(async () => {
      await call('threads.goal', { thread, goal: next });
      onClose();
    });
  const ready = goal.trim() !== '' && goal.trim() !== known && !busy;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || !ready) return;
    event.preventDefault();
    void set(goal.trim());
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={known === undefined ? 'Set a goal' : 'The goal'}
      description="The agent works towards it turn after turn, until it is reached. Stop ends that, and clears the goal."
      footer={
        <>
          {known !== undefined && (
            <Button size="md" look="danger" disabled={busy} className="me-auto" onClick={() => void set(null)}>
              Clear the goal
            </Button>
          )}
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" look="primary" disabled={!ready} onClick={() => void set(goal.trim())}>
            {busy ? 'Telling the agent…' : 'Set the goal'}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <TextArea
          label="What is to be reached"
          placeholder="All tests pass and the linter has nothing to say"
          value={goal}
          rows={3}
          maxLength={GOAL_MAX_CHARS}
          onChange={(event) => setGoal(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {failure !== null && <ProblemNote problem={failure} />}
      </div>
    </Dialog>
  );
};
