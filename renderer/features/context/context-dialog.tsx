/** What fills the context of a thread's agent, which instructions it sees, and what each call of the model cost. */
import { useEffect, useMemo, useState } from 'react';
import { contextModeTexts, reduceContext, type ContextView, type InstructionsView, type ModelCall } from '#contract/context.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { Thread } from '#contract/threads.ts';
import { useThreadSummary } from '#renderer/state/board.ts';
import { call } from '#renderer/state/core.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { createTopicStore, watchTopic } from '#renderer/state/topic-store.ts';
import { cx } from '#renderer/ui/class-names.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { bytes, count, dollars, percent, plural, tokens } from '#renderer/ui/units.ts';
import { cachedWord, callTotals, newestStep, partLabels, partShares, purposeWord } from './context-text.ts';

const useContext = (thread: ThreadId) => {
  const store = useMemo(() => createTopicStore<ContextView>(), []);
  useEffect(
    () =>
      watchTopic('context', { thread }, store, {
        snapshot: (view) => view,
        events: (view, added) => added.reduce(reduceContext, view),
      }),
    [thread, store],
  );
  return store();
};

const useInstructions = (thread: ThreadId): InstructionsView | null => {
  const [view, setView] = useState<InstructionsView | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    // A thread without a folder has none; that is no failure to those who look.
    call('context.instructions', { thread }, controller.signal).then(setView, () => {});
    return () => controller.abort();
  }, [thread]);
  return view;
};

const shades = ['bg-accent', 'bg-accent/80', 'bg-accent/65', 'bg-accent/50', 'bg-run', 'bg-review', 'bg-review/60', 'bg-needs'] as const;

const Fill = ({ newest }: { readonly newest: ModelCall }) => {
  const shares = partShares(newest);
  const { contextWindow, inputTokens } = newest;
  return (
    <section aria-label="What fills it" className="grid gap-2.5">
      <p className="text-muted">
        {count(inputTokens)} tokens
        {contextWindow === null
          ? ' in the last call; the size of the window is not known.'
          : ` of ${count(contextWindow)} in the last call, ${percent(inputTokens / contextWindow)}.`}
      </p>
      <div aria-hidden className="flex h-2.5 overflow-hidden rounded-full bg-active">
        {shares.map(({ part, share }, index) => (
          <span key={part} className={shades[index]} style={{ width: `${share * 100}%` }} />
        ))}
      </div>
      <ul className="grid gap-x-6 gap-y-1 tablet:grid-cols-2">
        {shares.map(({ part, tokens: used }, index) => (
          <li key={part} className="flex items-center gap-2">
            <span aria-hidden className={cx('size-2 shrink-0 rounded-full', shades[index])} />
            <span className="min-w-0 flex-1 truncate">{partLabels[part]}</span>
            <span className="text-muted tabular-nums">{count(used)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
};

const cell = 'px-2 py-1 text-end tabular-nums whitespace-nowrap';

const Calls = ({ view }: { readonly view: ContextView }) => {
  const totals = callTotals(view.calls);
  const shown =
    view.calls.length < view.callsTotal
      ? `The newest ${view.calls.length} of ${plural(view.callsTotal, 'call')}`
      : plural(view.callsTotal, 'call');
  const sums = [
    `${tokens(totals.input)} in`,
    totals.cached === null ? null : `${percent(totals.cached)} from the cache`,
    `${tokens(totals.output)} out`,
    totals.cost === null ? 'no price known' : dollars(totals.cost),
  ];
  return (
    <section aria-label="Calls of the model" className="grid gap-1.5">
      <h3 className="font-semibold">Calls of the model</h3>
      <p className="text-sm text-muted">
        {shown}: {sums.filter((part) => part !== null).join(' · ')}
      </p>
      <div className="max-h-64 overflow-auto rounded-md border border-line">
        <table className="w-full text-sm">
          <thead className="sticky top-0 bg-raised text-faint">
            <tr>
              <th className="px-2 py-1 text-start font-medium">Call</th>
              <th className={cx(cell, 'font-medium')}>In</th>
              <th className={cx(cell, 'font-medium')}>Cached</th>
              <th className={cx(cell, 'font-medium')}>Out</th>
              <th className={cx(cell, 'font-medium')}>Cost</th>
            </tr>
          </thead>
          <tbody>
            {view.calls.toReversed().map((one) => (
              <tr key={one.number} className={cx('border-t border-line', one.purpose !== 'step' && 'text-needs')}>
                <td className="px-2 py-1 whitespace-nowrap" title={one.model}>
                  {one.number} {one.purpose === 'step' ? '' : purposeWord[one.purpose]}
                </td>
                <td className={cell}>{count(one.inputTokens)}</td>
                <td className={cell}>{cachedWord(one)}</td>
                <td className={cell}>{count(one.outputTokens)}</td>
                <td className={cell}>{one.costUsd === null ? '' : dollars(one.costUsd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
};

const Instructions = ({ view }: { readonly view: InstructionsView | null }) => {
  if (view === null) return null;
  return (
    <section aria-label="Instructions" className="grid gap-1.5">
      <h3 className="font-semibold">Instructions it sees</h3>
      {view.files.length === 0 ? (
        <p className="text-sm text-muted">There is no AGENTS.md in the worktree.</p>
      ) : (
        <ul className="grid gap-1">
          {view.files.map((file) => (
            <li key={file.path} className="flex flex-wrap items-baseline gap-x-3">
              <span className="font-mono text-sm wrap-anywhere">{file.path}</span>
              <span className="text-sm text-faint tabular-nums">{bytes(file.bytes)}</span>
              {file.note !== null && <span className="text-sm text-needs">{file.note}</span>}
            </li>
          ))}
        </ul>
      )}
      <p className="text-sm text-faint">
        {view.by === 'ours'
          ? 'Those of nearer folders are added when files there are touched; the nearer one wins.'
          : 'This agent looks for them by itself; what it leaves out is its own affair.'}
      </p>
    </section>
  );
};

const Mode = ({ thread }: { readonly thread: Thread }) => {
  const fallback = useSettings((settings) => settings.contextMode);
  const mode = contextModeTexts[thread.contextMode ?? fallback];
  return (
    <p className="text-sm text-muted">
      <span className="font-medium text-fg">{mode.label}.</span> {mode.effect}
    </p>
  );
};

export const ContextDialog = ({ thread, onClose }: { readonly thread: ThreadId; readonly onClose: () => void }) => {
  const { value, failure } = useContext(thread);
  const instructions = useInstructions(thread);
  const summary = useThreadSummary(thread);
  const newest = value === null ? null : newestStep(value);
  return (
    <Dialog open onClose={onClose} title="Context" width="middle">
      <div className="grid gap-5 pb-2">
        {failure !== null && <ProblemNote problem={failure} />}
        {value === null && failure === null && (
          <Loading what="the context">
            <Skeleton className="h-24 w-full" />
          </Loading>
        )}
        {newest !== null && <Fill newest={newest} />}
        {newest !== null && summary !== undefined && <Mode thread={summary} />}
        {value !== null && newest === null && (
          <p className="text-muted">This agent does not tell what fills its context; only the agent “native” does.</p>
        )}
        <Instructions view={instructions} />
        {value !== null && newest !== null && <Calls view={value} />}
      </div>
    </Dialog>
  );
};
