/** “Asked versus changed”: what was asked for beside what happened. One line that opens; computed, never told by a model. */
import { ChevronRight, CircleCheck, CircleX, ShieldAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Evidence, Risk } from '#contract/review.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import type { Failure } from '#contract/failure.ts';
import { cx } from '#renderer/ui/class-names.ts';
import { ProblemNote } from '#renderer/ui/states.tsx';
import { plural } from '#renderer/ui/units.ts';
import { evidenceLine, riskCounts, riskTones, riskWords, took } from './evidence-text.ts';
import type { ReviewPlace } from './review-actions.ts';
import { useReviewParts } from './review-parts.ts';

interface EvidenceHeadProps {
  readonly place: ReviewPlace;
  /** Another content of the change: ask again. */
  readonly version: string;
  /** Whether the thread works: then what it does is asked for again when it stops. */
  readonly active: boolean;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly risk: Risk | null;
  /** Shows only files of that kind; null shows all. `paths` are those files. */
  readonly onRisk: (risk: Risk | null, paths: readonly string[]) => void;
}

const AFTER_LINES_MS = 400;

const useEvidence = ({ thread, scope }: ReviewPlace, version: string, active: boolean) => {
  const [state, setState] = useState<{ readonly evidence: Evidence | null; readonly failure: Failure | null }>({
    evidence: null,
    failure: null,
  });
  useEffect(() => {
    const controller = new AbortController();
    // The lines themselves come first: both read the same repository.
    const timer = setTimeout(
      () =>
        call('review.evidence', { thread, scope }, controller.signal).then(
          (evidence) => setState({ evidence, failure: null }),
          (error) => !controller.signal.aborted && setState((before) => ({ ...before, failure: failureOf(error) })),
        ),
      AFTER_LINES_MS,
    );
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [thread, scope, version, active]);
  return state;
};

const heading = 'text-xs font-semibold text-faint';

const Asked = ({ evidence }: { readonly evidence: Evidence }) => {
  const { Markdown } = useReviewParts();
  return (
    <>
      <section className="grid content-start gap-1.5">
        <h3 className={heading}>Asked</h3>
        {evidence.requests.map(({ item, text }) => (
          <p key={item} dir="auto" className="rounded-md bg-active px-2.5 py-1.5 whitespace-pre-wrap wrap-anywhere">
            {text.length > 1_200 ? `${text.slice(0, 1_200)}…` : text}
          </p>
        ))}
        {evidence.requests.length === 0 && <p className="text-muted">Nothing was asked in what is shown.</p>}
      </section>
      <section className="grid content-start gap-1.5">
        <h3 className={heading}>The agent says</h3>
        {evidence.lastWords === null ? (
          <p className="text-muted">Nothing yet.</p>
        ) : (
          <div className="min-w-0 wrap-anywhere">
            <Markdown text={evidence.lastWords.text} />
          </div>
        )}
      </section>
    </>
  );
};

const Commands = ({ evidence }: { readonly evidence: Evidence }) => (
  <section className="grid content-start gap-1">
    <h3 className={heading}>Commands and tests</h3>
    {evidence.commandsBefore > 0 && <p className="text-sm text-faint">{plural(evidence.commandsBefore, 'earlier command')} left out</p>}
    {evidence.commands.map((command) => {
      const failed = command.status === 'failed' || (command.exitCode ?? 0) !== 0;
      const Icon = failed ? CircleX : CircleCheck;
      return (
        <div key={command.item} className="flex min-w-0 items-center gap-2 text-sm">
          <Icon
            size={13}
            aria-label={failed ? 'failed' : command.status === 'live' ? 'runs' : 'ended well'}
            className={cx('shrink-0', failed ? 'text-fail' : 'text-run')}
          />
          <code dir="ltr" title={command.command} className={cx('min-w-0 truncate', command.test && 'font-semibold')}>
            {command.command}
          </code>
          <span dir="ltr" className="min-w-0 flex-1 truncate text-end text-faint">
            {command.last}
          </span>
          <span className="shrink-0 text-faint tabular-nums">{took(command.took)}</span>
        </div>
      );
    })}
    {evidence.commands.length === 0 && <p className="text-muted">None was run.</p>}
  </section>
);

const Refused = ({ evidence }: { readonly evidence: Evidence }) =>
  evidence.refused.length === 0 ? null : (
    <section className="grid content-start gap-1">
      <h3 className={heading}>Refused</h3>
      {evidence.refused.map(({ item, text }) => (
        <p key={item} className="flex items-start gap-2 text-sm wrap-anywhere">
          <ShieldAlert size={13} aria-hidden className="mt-0.5 shrink-0 text-needs" /> {text}
        </p>
      ))}
    </section>
  );

export const EvidenceHead = ({ place, version, active, open, onOpen, risk, onRisk }: EvidenceHeadProps) => {
  const { evidence, failure } = useEvidence(place, version, active);
  const risks = evidence === null ? [] : riskCounts(evidence);
  const pathsOf = (one: Risk): readonly string[] =>
    (evidence?.files ?? []).filter((file) => file.risks.includes(one)).map((file) => file.path);
  return (
    <section aria-label="Asked versus changed" className="border-b border-line bg-sunken text-md">
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 px-2 py-1">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => onOpen(!open)}
          className="flex min-h-6.5 min-w-0 flex-1 items-center gap-1.5 rounded-sm px-1 text-start text-sm text-muted hover:text-fg coarse:min-h-10"
        >
          <ChevronRight size={13} aria-hidden className={cx('shrink-0 transition-transform', open ? 'rotate-90' : 'rtl:rotate-180')} />
          <span className="shrink-0 font-medium">Asked versus changed</span>
          <span className="min-w-0 truncate text-faint">{evidence === null ? '' : evidenceLine(evidence)}</span>
        </button>
        {risks.map(({ risk: one, files }) => (
          <button
            key={one}
            type="button"
            aria-pressed={risk === one}
            title={`Show only these: ${riskWords[one]}`}
            onClick={() => (risk === one ? onRisk(null, []) : onRisk(one, pathsOf(one)))}
            className={cx(
              'rounded-sm px-1.75 py-0.5 text-sm font-medium coarse:min-h-10',
              riskTones[one],
              risk === one && 'outline-1 outline-accent',
            )}
          >
            {riskWords[one]} <span className="tabular-nums">{files}</span>
          </button>
        ))}
      </div>
      {open && (
        <div
          tabIndex={0}
          role="group"
          aria-label="Asked versus changed, in full"
          className="ring-inset-focus grid max-h-[45vh] gap-4 overflow-y-auto px-4 pt-1 pb-4"
        >
          {failure !== null && <ProblemNote problem={failure} />}
          {evidence !== null && (
            <>
              <Asked evidence={evidence} />
              <Commands evidence={evidence} />
              <Refused evidence={evidence} />
            </>
          )}
        </div>
      )}
    </section>
  );
};
