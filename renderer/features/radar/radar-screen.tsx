/** Which changes under way in a project meet, and in what order they land without a conflict. */
import { CircleAlert, Radar as RadarIcon, TriangleAlert } from 'lucide-react';
import type { ProjectId, ThreadId } from '#contract/ids.ts';
import type { LandingRow, Overlap } from '#contract/radar.ts';
import { useProject, useThreadSummary } from '#renderer/state/board.ts';
import { hashOf } from '#renderer/state/route.ts';
import { useRadar } from '#renderer/state/radar.ts';
import { DiffStat } from '#renderer/ui/diff-stat.tsx';
import { Empty, Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { plural } from '#renderer/ui/units.ts';

const ThreadLink = ({ thread }: { readonly thread: ThreadId }) => {
  const summary = useThreadSummary(thread);
  return (
    <a
      href={hashOf({ screen: 'thread', thread })}
      dir="auto"
      title={summary?.worktree.branch ?? undefined}
      className="min-w-0 font-medium wrap-anywhere hover:underline"
    >
      {summary?.title ?? 'A thread that is gone'}
    </a>
  );
};

const Paths = ({ paths, more }: { readonly paths: readonly string[]; readonly more: number }) => (
  <ul dir="ltr" className="max-h-32 overflow-auto font-mono text-sm text-muted">
    {paths.map((path) => (
      <li key={path} className="wrap-anywhere">
        {path}
      </li>
    ))}
    {more > 0 && <li>… and {more} more</li>}
  </ul>
);

const OverlapCard = ({ overlap }: { readonly overlap: Overlap }) => {
  const { a, b, paths, more, conflicts } = overlap;
  const clash = conflicts.length > 0;
  return (
    <li className="grid gap-1.5 rounded-md border border-line bg-raised px-3 py-2.5">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <ThreadLink thread={a} />
        <span className="text-faint">and</span>
        <ThreadLink thread={b} />
      </p>
      <p className={`flex items-center gap-1.5 text-sm ${clash ? 'text-fail' : 'text-muted'}`}>
        {clash && <CircleAlert size={13} aria-hidden />}
        {clash
          ? `Would conflict in ${plural(conflicts.length, 'file')}`
          : `Touch ${paths.length + more === 1 ? 'the same file' : `${paths.length + more} files in common`}, and still fit together`}
      </p>
      <Paths paths={clash ? conflicts : paths} more={clash ? 0 : more} />
    </li>
  );
};

const OrderLine = ({ thread, number }: { readonly thread: ThreadId; readonly number: number }) => {
  const summary = useThreadSummary(thread);
  return (
    <li className="flex min-h-8 items-baseline gap-2.5 border-line px-3 py-1.5 not-first:border-t">
      <span className="w-5 shrink-0 text-end text-faint tabular-nums">{number}.</span>
      <span className="min-w-0 flex-1">
        <ThreadLink thread={thread} />
      </span>
      {summary !== undefined && <DiffStat added={summary.changes.added} deleted={summary.changes.deleted} />}
    </li>
  );
};

const Row = ({ row }: { readonly row: LandingRow }) => (
  <section aria-label={`Into ${row.into}`} className="grid gap-2">
    <h3 className="text-muted">
      Into <code className="text-fg">{row.into}</code>, one after the other without a conflict:
    </h3>
    <ol className="rounded-md border border-line bg-raised">
      {row.order.map((thread, index) => (
        <OrderLine key={thread} thread={thread} number={index + 1} />
      ))}
    </ol>
    {row.stuck.length > 0 && (
      <ul className="grid gap-2">
        {row.stuck.map(({ thread, early, conflicts }) => (
          <li key={thread} className="grid gap-1 rounded-md border border-needs/30 bg-needs-bg px-3 py-2">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <TriangleAlert size={13} aria-hidden className="self-center text-needs" />
              <ThreadLink thread={thread} />
              <span className="text-sm text-muted">
                {early
                  ? `does not merge with ${row.into} as it is: take it in there first.`
                  : 'does not merge after these: take in the base when they have landed.'}
              </span>
            </p>
            <Paths paths={conflicts} more={0} />
          </li>
        ))}
      </ul>
    )}
  </section>
);

export const RadarScreen = ({ project }: { readonly project: ProjectId }) => {
  const { value: radar, failure } = useRadar(project);
  const name = useProject(project)?.name ?? 'the project';
  const clashes = radar?.overlaps.filter(({ conflicts }) => conflicts.length > 0).length ?? 0;
  const sorted = radar?.overlaps.toSorted((a, b) => b.conflicts.length - a.conflicts.length || b.paths.length - a.paths.length) ?? [];
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto grid max-w-200 gap-6 px-4 py-6 tablet:px-6">
        <header>
          <h1 className="text-xl font-semibold">Overlaps in {name}</h1>
          <p className="text-muted">Every change that has not landed, merged with the others out of sight; uncommitted work counts.</p>
        </header>
        {failure !== null && radar === null && <ProblemNote problem={failure} />}
        {radar === null && failure === null && (
          <Loading what="overlaps">
            <Skeleton className="h-24" />
          </Loading>
        )}
        {radar !== null && radar.threads.length === 0 && (
          <Empty icon={RadarIcon} title="Nothing under way">
            As soon as tasks of this project have changes, it shows here which of them meet.
          </Empty>
        )}
        {radar !== null && radar.threads.length > 0 && (
          <>
            <section aria-label="Overlaps" className="grid gap-2">
              <h2 className="font-semibold">
                {sorted.length === 0
                  ? 'No two of them touch the same file'
                  : `${plural(sorted.length, 'overlap')}, ${clashes} with conflicts`}
              </h2>
              <ul className="grid gap-2">
                {sorted.map((overlap) => (
                  <OverlapCard key={`${overlap.a} ${overlap.b}`} overlap={overlap} />
                ))}
              </ul>
            </section>
            <section aria-label="Order" className="grid gap-3">
              <h2 className="font-semibold">Order to land them</h2>
              {radar.rows.map((row) => (
                <Row key={row.into} row={row} />
              ))}
            </section>
          </>
        )}
        {radar?.unread.map(({ thread, why }) => (
          <p key={thread} className="text-sm text-muted">
            <ThreadLink thread={thread} /> could not be looked at: {why}
          </p>
        ))}
      </div>
    </div>
  );
};
