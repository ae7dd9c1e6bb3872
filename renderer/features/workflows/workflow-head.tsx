/** The head of a long task: where it stands, what it used, and the user's word on it. */
import { CirclePause, Play, Square } from 'lucide-react';
import { useState } from 'react';
import { ROUNDS_MAX, stageOf, type Workflow } from '#contract/workflows.ts';
import { call } from '#renderer/state/core.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { stageText } from '#renderer/state/workflows.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextField } from '#renderer/ui/field.tsx';
import { Signal } from '#renderer/ui/signal.tsx';
import { tokens } from '#renderer/ui/units.ts';

const say = 'It could not be done.';

/** More rounds or tokens for a task that has used up its own. */
const MoreDialog = ({ workflow, onClose }: { readonly workflow: Workflow; readonly onClose: () => void }) => {
  const [rounds, setRounds] = useState(String(Math.min(ROUNDS_MAX, Math.max(workflow.limits.rounds, workflow.rounds.length + 2))));
  const [tokenText, setTokens] = useState(workflow.limits.tokens === null ? '' : String(workflow.limits.tokens * 2));
  const limit = tokenText.trim() === '' ? null : Number(tokenText);
  const wrong = !/^\d+$/.test(rounds) || Number(rounds) < 1 || Number(rounds) > ROUNDS_MAX || (limit !== null && !(limit >= 1_000));
  const go = async (): Promise<void> => {
    const limits = { rounds: Number(rounds), tokens: limit };
    if (await attempt(call('workflows.continue', { workflow: workflow.id, limits }), say)) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      width="narrow"
      title="Go on with higher limits"
      footer={
        <Button size="md" look="primary" disabled={wrong} onClick={() => void go()}>
          Go on
        </Button>
      }
    >
      <div className="grid gap-3">
        <TextField
          label="Rounds in all"
          inputMode="numeric"
          value={rounds}
          hint={`${workflow.rounds.length} were used; ${ROUNDS_MAX} at most.`}
          onChange={(event) => setRounds(event.currentTarget.value)}
        />
        <TextField
          label="Tokens in all"
          inputMode="numeric"
          value={tokenText}
          hint={`${tokens(workflow.tokens)} were used. Empty: no limit.`}
          onChange={(event) => setTokens(event.currentTarget.value)}
        />
      </div>
    </Dialog>
  );
};

const Verbs = ({ workflow, disabled }: { readonly workflow: Workflow; readonly disabled: boolean }) => {
  const [more, setMore] = useState(false);
  const { id: workflowId, status } = workflow;
  const onIt = { workflow: workflowId };
  if (status.kind === 'over') {
    if (status.outcome !== 'rounds' && status.outcome !== 'tokens') return null;
    return (
      <>
        <Button size="md" look="go" disabled={disabled} onClick={() => setMore(true)}>
          <Play size={13} aria-hidden /> Go on…
        </Button>
        {more && <MoreDialog workflow={workflow} onClose={() => setMore(false)} />}
      </>
    );
  }
  return (
    <>
      {status.kind === 'paused' ? (
        <Button size="md" look="go" disabled={disabled} onClick={() => void attempt(call('workflows.continue', onIt), say)}>
          <Play size={13} aria-hidden /> Go on
        </Button>
      ) : (
        workflow.step !== 'agreeing' && (
          <Button size="md" disabled={disabled} onClick={() => void attempt(call('workflows.pause', onIt), say)}>
            <CirclePause size={13} aria-hidden /> Pause
          </Button>
        )
      )}
      <Button size="md" disabled={disabled} onClick={() => void attempt(call('workflows.stop', onIt), say)}>
        <Square size={11} aria-hidden /> End it
      </Button>
    </>
  );
};

export const WorkflowHead = ({
  workflow,
  project,
  disabled,
}: {
  readonly workflow: Workflow;
  readonly project: string | null;
  readonly disabled: boolean;
}) => {
  const text = stageText({ stage: stageOf(workflow), round: workflow.rounds.length, rounds: workflow.limits.rounds });
  const { limits } = workflow;
  return (
    <header className="grid gap-1.5">
      <div className="flex flex-wrap items-start gap-2">
        <h1 dir="auto" className="min-w-0 flex-1 basis-60 text-xl font-semibold wrap-anywhere">
          {workflow.title}
        </h1>
        <span className="flex flex-wrap gap-2">
          <Verbs workflow={workflow} disabled={disabled} />
        </span>
      </div>
      <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        <Signal tone={text.tone} word={text.word} moving={text.moving} />
        <span>Long task{project === null ? '' : ` in ${project}`}</span>
        <span className="tabular-nums">
          {tokens(workflow.tokens)} tokens{limits.tokens === null ? '' : ` of ${tokens(limits.tokens)}`}
        </span>
      </div>
    </header>
  );
};
