/** A race: the same task done several ways, side by side, until one is picked. */
import { Check, CircleAlert, Flag, Trophy } from 'lucide-react';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { columnOf, isActive } from '#contract/column.ts';
import type { RaceId, ThreadId } from '#contract/ids.ts';
import type { Changes, Evidence } from '#contract/review.ts';
import { changesOf, type Thread } from '#contract/threads.ts';
import { modelLabel, useAgent } from '#renderer/state/agents.ts';
import { useBoardStore } from '#renderer/state/board.ts';
import { useChanges } from '#renderer/state/changes.ts';
import { useNow } from '#renderer/state/clock.ts';
import { columnTexts } from '#renderer/state/column-texts.ts';
import { useComments } from '#renderer/state/comments.ts';
import { call } from '#renderer/state/core.ts';
import { hashOf, openBoard, openChanges } from '#renderer/state/route.ts';
import { AgentBadge } from '#renderer/ui/agent-badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { DiffStat } from '#renderer/ui/diff-stat.tsx';
import { Signal } from '#renderer/ui/signal.tsx';
import { Empty } from '#renderer/ui/states.tsx';
import { dollars, plural, tokens } from '#renderer/ui/units.ts';
import { PickDialog } from './pick-dialog.tsx';
import { fileRows, findingsOf, isOver, runnersOf, smallestOf, testsOf, tookOf, tookText } from './race-table.ts';

/** Asked for again whenever the thread moved on. */
const useEvidence = (thread: Thread): Evidence | null => {
  const [evidence, setEvidence] = useState<Evidence | null>(null);
  const { id, turns, changes } = thread;
  const { kind } = thread.state;
  useEffect(() => {
    const controller = new AbortController();
    call('review.evidence', { thread: id, scope: 'base' }, controller.signal).then(setEvidence, () => undefined);
    return () => controller.abort();
  }, [id, turns, kind, changes.files, changes.added, changes.deleted]);
  return evidence;
};

const useVariantName = (thread: Thread): string => {
  const agent = useAgent(thread.agent);
  return [agent?.label ?? thread.agent, modelLabel(agent, thread.model), thread.effort].filter((part) => part !== null).join(' · ');
};

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="grid grid-cols-[6.5rem_1fr] items-baseline gap-2">
    <dt className="text-sm text-faint">{name}</dt>
    <dd className="min-w-0 wrap-anywhere">{children}</dd>
  </div>
);

const Tests = ({ evidence }: { readonly evidence: Evidence | null }) => {
  const found = evidence === null ? null : testsOf(evidence);
  if (found === null || found.kind === 'none') return <span className="text-faint">{found === null ? '…' : 'none run'}</span>;
  const looks = { passed: 'text-run', failed: 'text-fail', running: 'text-muted' } as const;
  return (
    <span
      title={[found.command, found.last].filter(Boolean).join('\n')}
      className={cx('flex min-w-0 items-center gap-1 whitespace-nowrap', looks[found.kind])}
    >
      {found.kind === 'passed' && <Check size={13} aria-hidden />}
      {found.kind === 'failed' && <CircleAlert size={13} aria-hidden />}
      {found.kind}
      <span className="max-w-40 min-w-0 truncate font-mono text-sm text-faint">{found.command}</span>
    </span>
  );
};

interface VariantProps {
  readonly thread: Thread;
  readonly smallest: boolean;
  readonly decided: boolean;
  readonly onPick: (name: string) => void;
}

const Variant = ({ thread, smallest, decided, onPick }: VariantProps) => {
  const now = useNow();
  const name = useVariantName(thread);
  const agent = useAgent(thread.agent);
  const evidence = useEvidence(thread);
  const findings = findingsOf(useComments(thread.id));
  const column = columnTexts[columnOf(thread)];
  const { files, added, deleted } = changesOf(thread);
  const { inputTokens, outputTokens, costUsd } = thread.usage;
  const won = thread.race?.outcome === 'won';
  return (
    <article
      aria-label={name}
      className={cx(
        'grid min-w-70 flex-1 snap-start content-start gap-3 rounded-lg border bg-raised p-4 max-tablet:min-w-[85vw]',
        won ? 'border-run' : 'border-line',
      )}
    >
      <header className="grid gap-1">
        <h2 className="flex min-w-0 items-center gap-2 font-semibold">
          <AgentBadge label={agent?.label ?? thread.agent} />
          <span className="min-w-0 flex-1 truncate" title={name}>
            {name}
          </span>
          {won && <Trophy size={15} aria-label="Winner" className="shrink-0 text-run" />}
        </h2>
        <Signal
          tone={column.tone}
          word={thread.race?.outcome === 'lost' ? 'Not picked' : column.label}
          moving={thread.state.kind === 'running'}
        />
      </header>
      <dl className="grid gap-1.5">
        <Fact name="Change">
          {files === 0 ? (
            <span className="text-faint">nothing yet</span>
          ) : (
            <span className="inline-flex flex-wrap items-baseline gap-2">
              {plural(files, 'file')} <DiffStat added={added} deleted={deleted} />
              {smallest && <span className="text-sm text-faint">smallest</span>}
            </span>
          )}
        </Fact>
        <Fact name="Tests">
          <Tests evidence={evidence} />
        </Fact>
        <Fact name="Time">{tookText(tookOf(thread, now))}</Fact>
        <Fact name="Tokens">
          {tokens(inputTokens + outputTokens)}
          {costUsd !== null && <span className="text-faint"> · {dollars(costUsd)}</span>}
        </Fact>
        <Fact name="Findings">
          {findings.all === 0 ? (
            <span className="text-faint">none</span>
          ) : (
            `${findings.all}${findings.grave > 0 ? `, ${findings.grave} grave` : ''}`
          )}
        </Fact>
      </dl>
      {evidence?.lastWords != null && (
        <p dir="auto" className="line-clamp-6 border-s-2 border-line ps-2.5 text-sm whitespace-pre-wrap wrap-anywhere text-muted">
          {evidence.lastWords.text}
        </p>
      )}
      <footer className="flex flex-wrap gap-1.5">
        <Button onClick={() => openChanges(thread.id)} disabled={files === 0}>
          Review
        </Button>
        <a
          href={hashOf({ screen: 'thread', thread: thread.id })}
          className="inline-flex min-h-6.5 items-center px-2 text-sm text-accent-text"
        >
          Open the thread
        </a>
        <span className="flex-1" />
        {!decided && (
          <Button look="go" onClick={() => onPick(name)}>
            <Trophy size={12} aria-hidden /> Pick
          </Button>
        )}
      </footer>
    </article>
  );
};

/** Gathers what each variant changed; a component each, as the number of variants is not fixed. */
const Gather = ({ thread, onChanges }: { readonly thread: ThreadId; readonly onChanges: (thread: ThreadId, changes: Changes) => void }) => {
  const { value } = useChanges(thread, 'base');
  useEffect(() => {
    if (value !== null) onChanges(thread, value);
  }, [thread, value, onChanges]);
  return null;
};

const FilesTable = ({ runners }: { readonly runners: readonly Thread[] }) => {
  const [all, setAll] = useState<ReadonlyMap<ThreadId, Changes>>(new Map());
  const gather = useMemo(() => (thread: ThreadId, changes: Changes) => setAll((before) => new Map(before).set(thread, changes)), []);
  const rows = fileRows(runners.map(({ id }) => all.get(id) ?? null));
  return (
    <section aria-label="Files" className="grid gap-2">
      {runners.map(({ id }) => (
        <Gather key={id} thread={id} onChanges={gather} />
      ))}
      {rows.length > 0 && (
        <>
          <h2 className="font-semibold">Files</h2>
          <div tabIndex={0} role="region" aria-label="Files by variant" className="overflow-auto rounded-md border border-line">
            <table className="w-full text-sm">
              <thead>
                <tr className="border-b border-line text-start text-faint">
                  <th scope="col" className="px-3 py-1.5 text-start font-medium">
                    File
                  </th>
                  {runners.map((thread) => (
                    <VariantHeading key={thread.id} thread={thread} />
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.slice(0, 300).map(({ path, cells }) => (
                  <tr key={path} className="border-line not-first:border-t">
                    <th scope="row" dir="ltr" className="max-w-80 truncate px-3 py-1 text-start font-mono font-normal" title={path}>
                      {path}
                    </th>
                    {cells.map((cell, index) => (
                      <td key={runners[index]?.id} className="px-3 py-1 text-end">
                        {cell === null ? <span className="text-faint">–</span> : <DiffStat added={cell.added} deleted={cell.deleted} />}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {rows.length > 300 && <p className="text-sm text-muted">… and {rows.length - 300} more files.</p>}
        </>
      )}
    </section>
  );
};

const VariantHeading = ({ thread }: { readonly thread: Thread }) => {
  const name = useVariantName(thread);
  return (
    <th scope="col" className="max-w-48 truncate px-3 py-1.5 text-end font-medium" title={name}>
      {name}
    </th>
  );
};

export const RaceScreen = ({ race }: { readonly race: RaceId }) => {
  const threads = useBoardStore((state) => state.value?.threads);
  const runners = useMemo(() => runnersOf(threads?.values() ?? [], race), [threads, race]);
  const [picking, setPicking] = useState<{ readonly thread: ThreadId; readonly name: string } | null>(null);
  const [first] = runners;
  if (threads === undefined) return null;
  if (first === undefined)
    return (
      <Empty icon={Flag} title="This race is not here" action={<Button onClick={openBoard}>Go to the board</Button>}>
        Its tasks may have been removed.
      </Empty>
    );
  const decided = runners.some((thread) => thread.race?.outcome === 'won');
  const smallest = smallestOf(runners);
  const working = runners.filter((thread) => thread.id !== picking?.thread && isActive(thread.state)).length;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto grid max-w-400 gap-5 px-4 py-5 tablet:px-6">
        <header>
          <h1 className="text-xl font-semibold wrap-anywhere">{first.title}</h1>
          <p className="text-muted">
            {plural(runners.length, 'variant')} of one task
            {decided ? '; one was picked.' : isOver(runners) ? '; all have come to rest.' : ', at work.'}
          </p>
        </header>
        <div className="-mx-4 flex snap-x scroll-px-4 gap-3 overflow-x-auto px-4 pb-1 tablet:-mx-6 tablet:px-6">
          {runners.map((thread) => (
            <Variant
              key={thread.id}
              thread={thread}
              smallest={thread.id === smallest}
              decided={decided}
              onPick={(name) => setPicking({ thread: thread.id, name })}
            />
          ))}
        </div>
        <FilesTable runners={runners} />
      </div>
      {picking !== null && (
        <PickDialog race={race} winner={picking.thread} name={picking.name} working={working} onClose={() => setPicking(null)} />
      )}
    </div>
  );
};
