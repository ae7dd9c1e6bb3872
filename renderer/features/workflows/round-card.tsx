/** One round: who worked, who judged, what was found. */
import { CircleCheck, CircleX } from 'lucide-react';
import type { ThreadId } from '#contract/ids.ts';
import type { Criterion, Finding, Round, Workflow } from '#contract/workflows.ts';
import { useThreadSummary } from '#renderer/state/board.ts';
import { useNow } from '#renderer/state/clock.ts';
import { hashOf } from '#renderer/state/route.ts';
import { age } from '#renderer/ui/age.ts';
import { Chip } from '#renderer/ui/chip.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { tokens } from '#renderer/ui/units.ts';
import { roundWord } from './workflow-text.ts';

/** The way to a thread of the task; words alone once it is removed. */
export const ThreadLink = ({ thread, children }: { readonly thread: ThreadId; readonly children: string }) => {
  const summary = useThreadSummary(thread);
  if (summary === undefined) return <span className="text-faint">{children} (removed)</span>;
  const used = summary.usage.inputTokens + summary.usage.outputTokens;
  const asks = summary.state.kind === 'waiting';
  return (
    <a
      href={hashOf({ screen: 'thread', thread })}
      className="inline-flex min-h-6 min-w-0 items-center gap-1.5 text-accent-text hover:underline coarse:min-h-10"
    >
      <span className="truncate">{children}</span>
      <span className="text-sm whitespace-nowrap text-faint">
        {summary.agent}
        {used > 0 && ` · ${tokens(used)} tokens`}
      </span>
      {asks && <Chip tone="needs">asks you</Chip>}
    </a>
  );
};

const FindingRow = ({ finding, criterion }: { readonly finding: Finding; readonly criterion: Criterion | undefined }) => (
  <li className="flex gap-2.5">
    {finding.pass ? (
      <CircleCheck size={15} aria-label="holds" className="mt-0.5 shrink-0 text-run" />
    ) : (
      <CircleX size={15} aria-label="does not hold" className="mt-0.5 shrink-0 text-fail" />
    )}
    <div className="min-w-0">
      <p dir="auto" className="wrap-anywhere">
        {criterion?.text ?? finding.criterion}
      </p>
      {finding.note !== '' && (
        <p dir="auto" className="text-sm whitespace-pre-wrap text-muted wrap-anywhere">
          {finding.note}
        </p>
      )}
    </div>
  </li>
);

export const RoundCard = ({ workflow, round }: { readonly workflow: Workflow; readonly round: Round }) => {
  const now = useNow();
  const { verdict } = round;
  return (
    <section
      aria-label={`Round ${round.number}`}
      className={cx('grid gap-2.5 rounded-md border bg-raised px-3.5 py-3', verdict?.pass === true ? 'border-run/40' : 'border-line')}
    >
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <h3 className="font-semibold">Round {round.number}</h3>
        <Chip tone={verdict === null ? 'idle' : verdict.pass ? 'run' : 'fail'}>{roundWord(round, workflow)}</Chip>
        <span className="ms-auto text-sm text-faint tabular-nums">{age((round.endedAt ?? now) - round.startedAt)}</span>
      </div>
      <div className="flex flex-wrap gap-x-5 gap-y-1">
        <ThreadLink thread={workflow.generator}>The work</ThreadLink>
        {round.evaluator !== null && <ThreadLink thread={round.evaluator}>The judgement</ThreadLink>}
      </div>
      {verdict !== null && verdict.summary !== '' && (
        <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
          {verdict.summary}
        </p>
      )}
      {verdict !== null && (
        <ul className="grid gap-2">
          {verdict.findings.map((finding) => (
            <FindingRow
              key={finding.criterion}
              finding={finding}
              criterion={workflow.criteria.find(({ id }) => id === finding.criterion)}
            />
          ))}
        </ul>
      )}
    </section>
  );
};
