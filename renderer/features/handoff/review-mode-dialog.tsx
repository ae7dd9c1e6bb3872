/** The agent's own review mode: what it is to look at. */
import { useState } from 'react';
import type { ReviewTarget } from '#contract/turn-acts.ts';
import type { ThreadId } from '#contract/ids.ts';
import { useAgent } from '#renderer/state/agents.ts';
import { useThreadSummary } from '#renderer/state/board.ts';
import { call } from '#renderer/state/core.ts';
import { useDialogAct } from '#renderer/state/use-dialog-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextArea, TextField } from '#renderer/ui/field.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { ProblemNote } from '#renderer/ui/states.tsx';

const kinds = [
  { value: 'base', label: 'All since the base' },
  { value: 'uncommitted', label: 'Not committed' },
  { value: 'custom', label: 'In my words' },
] as const;

const targetOf = (kind: ReviewTarget['kind'], branch: string, words: string): ReviewTarget | null => {
  if (kind === 'uncommitted') return { kind };
  if (kind === 'base') return branch.trim() === '' ? null : { kind, branch: branch.trim() };
  return words.trim() === '' ? null : { kind, text: words.trim() };
};

export const ReviewModeDialog = ({ thread: id, onClose }: { readonly thread: ThreadId; readonly onClose: () => void }) => {
  const thread = useThreadSummary(id);
  const label = useAgent(thread?.agent ?? ('' as never))?.label ?? 'The agent';
  const base = thread?.worktree.base ?? null;
  const [kind, setKind] = useState<ReviewTarget['kind']>(base === null ? 'uncommitted' : 'base');
  const [branch, setBranch] = useState(base ?? '');
  const [words, setWords] = useState('');
  const { busy, failure, run } = useDialogAct();
  const target = targetOf(kind, branch, words);
  const start = (): Promise<void> =>
    run(async () => {
      if (target === null) return;
      await call('threads.review-mode', { thread: id, target });
      onClose();
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Review by the agent itself"
      description={`${label} looks at the changes in its own review mode and says what it finds, in this conversation.`}
      footer={
        <>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" look="primary" disabled={target === null || busy} onClick={() => void start()}>
            {busy ? 'Starting…' : 'Review'}
          </Button>
        </>
      }
    >
      <div className="grid gap-3.5">
        <Segmented label="What it looks at" value={kind} options={kinds} onChange={setKind} />
        {kind === 'base' && (
          <TextField label="Branch to compare with" mono value={branch} onChange={(event) => setBranch(event.currentTarget.value)} />
        )}
        {kind === 'custom' && (
          <TextArea
            label="What to look for"
            placeholder="Whether the new cache can give stale prices"
            value={words}
            rows={3}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        )}
        {failure !== null && <ProblemNote problem={failure} />}
      </div>
    </Dialog>
  );
};
