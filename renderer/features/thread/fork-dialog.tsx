/** A new thread that begins where this one stood before a turn. */
import { useState } from 'react';
import type { Checkpoint } from '#contract/checkpoints.ts';
import type { AgentId, ThreadId } from '#contract/ids.ts';
import { useAgents } from '#renderer/state/agents.ts';
import { call } from '#renderer/state/core.ts';
import { openThread } from '#renderer/state/route.ts';
import { useDialogAct } from '#renderer/state/use-dialog-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { SelectField, TextArea } from '#renderer/ui/field.tsx';
import { ProblemNote } from '#renderer/ui/states.tsx';
import { Switch } from '#renderer/ui/switch.tsx';

interface ForkDialogProps {
  readonly thread: ThreadId;
  readonly checkpoint: Checkpoint;
  readonly onClose: () => void;
}

const SAME = 'same';

export const ForkDialog = ({ thread, checkpoint, onClose }: ForkDialogProps) => {
  const agents = useAgents();
  const [prompt, setPrompt] = useState('');
  const [agent, setAgent] = useState(SAME);
  const [conversation, setConversation] = useState(true);
  const { busy, failure, run } = useDialogAct();
  const fork = (): Promise<void> =>
    run(async () => {
      const chosen = agent === SAME ? {} : { agent: agent as AgentId };
      const made = await call('checkpoints.fork', { thread, checkpoint: checkpoint.id, prompt: prompt.trim(), conversation, ...chosen });
      onClose();
      openThread(made.id);
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Fork a thread from here"
      description="A worktree of its own, with the files as they lay there before this turn."
      footer={
        <>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" look="primary" disabled={busy || prompt.trim() === ''} onClick={() => void fork()}>
            {busy ? 'Starting…' : 'Start the thread'}
          </Button>
        </>
      }
    >
      <div className="grid gap-3.5">
        <TextArea label="What should be done instead?" value={prompt} rows={3} onChange={(event) => setPrompt(event.currentTarget.value)} />
        <SelectField
          label="Agent"
          value={agent}
          onChange={setAgent}
          options={[{ value: SAME, label: 'The same' }, ...agents.map(({ id, label }) => ({ value: id, label }))]}
        />
        <Switch
          label="Take the conversation along"
          hint="The new thread knows what was said before this turn."
          checked={conversation}
          onChange={setConversation}
        />
        {failure !== null && <ProblemNote problem={failure} />}
      </div>
    </Dialog>
  );
};
