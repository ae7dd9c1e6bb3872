/** One long task: what was agreed, the rounds, what each found, and the threads behind it. */
import { CircleCheck, CircleDashed, CircleX, ListChecks } from 'lucide-react';
import { useState } from 'react';
import type { WorkflowId } from '#contract/ids.ts';
import type { Criterion, Workflow } from '#contract/workflows.ts';
import { useAppInfo, useConnection } from '#renderer/state/app-state.ts';
import { useProject } from '#renderer/state/board.ts';
import { openBoard, openChanges } from '#renderer/state/route.ts';
import { useWorkflow } from '#renderer/state/workflows.ts';
import { Button } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { Empty, Loading, Skeleton } from '#renderer/ui/states.tsx';
import { CriteriaEditor } from './criteria-editor.tsx';
import { RoundCard, ThreadLink } from './round-card.tsx';
import { WorkflowHead } from './workflow-head.tsx';
import { standingOf, statusSentence } from './workflow-text.ts';

const StatusNote = ({ workflow }: { readonly workflow: Workflow }) => {
  const sentence = statusSentence(workflow);
  if (sentence === null) return null;
  const passed = workflow.status.kind === 'over' && workflow.status.outcome === 'passed';
  const trouble = workflow.status.kind === 'paused' && workflow.status.by === 'trouble';
  return (
    <div
      className={cx(
        'flex flex-wrap items-center gap-2 rounded-md border px-3 py-2',
        passed ? 'border-run/40 bg-run-bg' : trouble ? 'border-fail/40 bg-fail-bg' : 'border-needs/30 bg-needs-bg',
      )}
    >
      <p dir="auto" className="min-w-0 flex-1 basis-60 wrap-anywhere">
        {sentence}
      </p>
      {passed && <Button onClick={() => openChanges(workflow.generator)}>Review the change</Button>}
    </div>
  );
};

const Standing = ({ standing }: { readonly standing: ReturnType<typeof standingOf> }) => {
  if (standing === 'pass') return <CircleCheck size={15} aria-label="holds" className="mt-0.5 shrink-0 text-run" />;
  if (standing === 'fail') return <CircleX size={15} aria-label="does not hold yet" className="mt-0.5 shrink-0 text-fail" />;
  return <CircleDashed size={15} aria-label="not judged yet" className="mt-0.5 shrink-0 text-faint" />;
};

const CriterionRow = ({ workflow, criterion }: { readonly workflow: Workflow; readonly criterion: Criterion }) => (
  <li className="flex gap-2.5">
    <Standing standing={standingOf(workflow, criterion.id)} />
    <div className="min-w-0">
      <p dir="auto" className="wrap-anywhere">
        {criterion.text}
      </p>
      {criterion.verify !== '' && (
        <p dir="auto" className="font-mono text-sm text-faint wrap-anywhere">
          {criterion.verify}
        </p>
      )}
    </div>
  </li>
);

const Agreement = ({ workflow, disabled }: { readonly workflow: Workflow; readonly disabled: boolean }) => {
  const [editing, setEditing] = useState(false);
  const asking = workflow.step === 'agreeing' && workflow.status.kind !== 'over';
  if (workflow.step === 'planning')
    return <p className="text-muted">The planner looks at the repository and proposes what must be so in the end.</p>;
  if (asking || editing)
    return (
      <CriteriaEditor
        key={workflow.step}
        workflow={workflow}
        disabled={disabled}
        {...(asking ? {} : { onClose: () => setEditing(false) })}
      />
    );
  return (
    <div className="grid gap-3">
      <ul className="grid gap-2">
        {workflow.criteria.map((criterion) => (
          <CriterionRow key={criterion.id} workflow={workflow} criterion={criterion} />
        ))}
      </ul>
      {workflow.plan !== '' && (
        <details>
          <summary className="min-h-6 cursor-pointer text-sm text-muted hover:text-fg coarse:min-h-10">The plan</summary>
          <pre dir="auto" className="mt-1.5 max-h-100 overflow-auto rounded-md bg-sunken p-3 font-mono text-sm whitespace-pre-wrap">
            {workflow.plan}
          </pre>
        </details>
      )}
      {workflow.status.kind !== 'over' && (
        <div>
          <Button disabled={disabled} onClick={() => setEditing(true)}>
            Change them
          </Button>
        </div>
      )}
    </div>
  );
};

const Page = ({ workflow }: { readonly workflow: Workflow }) => {
  const project = useProject(workflow.project);
  const offline = useConnection().kind === 'offline';
  const frozen = useAppInfo((state) => state.info?.readOnly != null);
  const disabled = offline || frozen;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto grid max-w-195 gap-5 px-4 py-5 tablet:px-6">
        <WorkflowHead workflow={workflow} project={project?.name ?? null} disabled={disabled} />
        <StatusNote workflow={workflow} />
        <details open={workflow.step === 'planning'}>
          <summary className="min-h-6 cursor-pointer text-sm text-muted hover:text-fg coarse:min-h-10">The task, in your words</summary>
          <p dir="auto" className="mt-1.5 max-h-60 overflow-y-auto whitespace-pre-wrap wrap-anywhere">
            {workflow.prompt}
          </p>
        </details>
        <section aria-label="Acceptance criteria" className="grid gap-2.5">
          <div className="flex flex-wrap items-baseline gap-x-4">
            <h2 className="text-lg font-semibold">What must be so in the end</h2>
            {workflow.planner !== null && <ThreadLink thread={workflow.planner}>The planning</ThreadLink>}
          </div>
          <Agreement workflow={workflow} disabled={disabled} />
        </section>
        {workflow.rounds.length > 0 && (
          <section aria-label="Rounds" className="grid gap-2.5">
            <h2 className="text-lg font-semibold">Rounds</h2>
            {workflow.rounds.toReversed().map((round) => (
              <RoundCard key={round.number} workflow={workflow} round={round} />
            ))}
          </section>
        )}
      </div>
    </div>
  );
};

export const WorkflowScreen = ({ workflowId }: { readonly workflowId: WorkflowId }) => {
  const workflow = useWorkflow(workflowId);
  if (workflow === undefined)
    return (
      <Loading what="the long task">
        <div className="mx-auto grid max-w-195 gap-4 p-5">
          <Skeleton className="h-7 w-80" />
          <Skeleton className="h-28 w-full" />
        </div>
      </Loading>
    );
  if (workflow === null)
    return (
      <Empty icon={ListChecks} title="This long task is not here" action={<Button onClick={openBoard}>Go to the board</Button>}>
        The link may be old, or of another data folder.
      </Empty>
    );
  return <Page key={workflow.id} workflow={workflow} />;
};
