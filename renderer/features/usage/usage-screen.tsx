/** What agents used: in all, over time, by whom and for what; the limits of accounts; what models cost. */
import { ChartColumn, Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { PriceEntry, UsageSummary } from '#contract/usage.ts';
import { useAgents } from '#renderer/state/agents.ts';
import { call } from '#renderer/state/core.ts';
import { useClock } from '#renderer/state/clock.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { navigate, type UsageView } from '#renderer/state/route.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { useLimitsStore, usePrices, useUsageSummary } from '#renderer/state/usage.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { Empty, Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { tokens } from '#renderer/ui/units.ts';
import { exportUsage } from './export-usage.ts';
import { LimitList } from './limit-list.tsx';
import { colourOf, pictureOf } from './picture-shape.ts';
import { PriceDialog } from './price-dialog.tsx';
import { PriceList } from './price-list.tsx';
import { RangePicker } from './range-picker.tsx';
import { UsageGroups } from './usage-groups.tsx';
import { PictureTable, UsagePicture } from './usage-picture.tsx';
import { endsOf, localDay } from './usage-range.ts';
import { measureTitles, UsageTotals } from './usage-totals.tsx';

const useNames = () => {
  const agents = useAgents();
  return useMemo(
    () =>
      (id: string): string =>
        agents.find((agent) => agent.id === id)?.label ?? id,
    [agents],
  );
};

interface Names {
  readonly nameOf: (agent: string) => string;
  readonly order: readonly string[];
}

const Legend = ({ agents, names }: { readonly agents: readonly string[]; readonly names: Names }) => (
  <ul aria-hidden className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
    {agents.map((agent) => (
      <li key={agent} className="inline-flex items-center gap-1.5">
        <i className="size-2.25 rounded-[2px]" style={{ background: colourOf(agent, names.order) }} />
        {names.nameOf(agent)}
      </li>
    ))}
  </ul>
);

const OverTime = ({ summary, view, names }: { readonly summary: UsageSummary; readonly view: UsageView; readonly names: Names }) => {
  const [asTable, setAsTable] = useState(false);
  const picture = useMemo(() => pictureOf(summary, view.show, names.order), [summary, view.show, names.order]);
  const props = { picture, measure: view.show, title: measureTitles[view.show], ...names };
  const isEmpty = picture.bars.every(({ total }) => total === 0);
  return (
    <section aria-label="Over time" className="grid gap-2.5 rounded-md border border-line bg-raised px-3 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
        <h2 className="font-semibold">{measureTitles[view.show]} over time</h2>
        <Legend agents={picture.agents} names={names} />
        <Button look="quiet" className="ms-auto" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? 'As a picture' : 'As a table'}
        </Button>
      </div>
      {isEmpty && view.show === 'cost' ? (
        <p className="py-8 text-center text-muted">Nothing of it has a price. Tokens, turns and time are known.</p>
      ) : asTable ? (
        <PictureTable {...props} />
      ) : (
        <UsagePicture {...props} />
      )}
    </section>
  );
};

const Unpriced = ({ summary, onPrice }: { readonly summary: UsageSummary; readonly onPrice: (model: string) => void }) => {
  const named = summary.unpriced.filter(({ model }) => model !== '');
  if (named.length === 0) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
      <span>Not in the cost, for want of a price:</span>
      {named.slice(0, 6).map(({ model, tokens: count }) => (
        <button
          key={model}
          type="button"
          onClick={() => onPrice(model)}
          className="rounded-sm text-accent-text underline decoration-dotted underline-offset-2 hover:decoration-solid"
        >
          <span className="font-mono">{model}</span> ({tokens(count)} tokens)
        </button>
      ))}
      {named.length > 6 && <span>and {named.length - 6} more</span>}
    </p>
  );
};

const byOptions = [
  { value: 'agent', label: 'Agent' },
  { value: 'model', label: 'Model' },
  { value: 'project', label: 'Project' },
  { value: 'thread', label: 'Task' },
  { value: 'day', label: 'Day' },
] as const;

interface SummaryPartProps {
  readonly summary: UsageSummary;
  readonly view: UsageView;
  readonly names: Names;
  readonly onView: (change: Partial<UsageView>) => void;
  readonly onPrice: (model: string) => void;
}

const SummaryPart = ({ summary, view, names, onView, onPrice }: SummaryPartProps) => {
  if (summary.groups.length === 0)
    return (
      <Empty
        icon={ChartColumn}
        title="Nothing was used in this time"
        action={<Button onClick={() => openDialog({ kind: 'new-task', project: null })}>New task</Button>}
      >
        As soon as agents work, their tokens, cost and time show here.
      </Empty>
    );
  return (
    <>
      <UsageTotals totals={summary.totals} show={view.show} onShow={(show) => onView({ show })} />
      <Unpriced summary={summary} onPrice={onPrice} />
      <OverTime summary={summary} view={view} names={names} />
      <section aria-label="By whom and for what" className="grid gap-2">
        <Segmented label="By" value={view.by} options={byOptions} onChange={(by) => onView({ by })} />
        <UsageGroups summary={summary} show={view.show} {...names} onPrice={onPrice} />
      </section>
    </>
  );
};

const Waiting = () => (
  <Loading what="usage">
    <div className="grid grid-cols-2 gap-2 wide:grid-cols-4">
      {[0, 1, 2, 3].map((one) => (
        <Skeleton key={one} className="h-20" />
      ))}
    </div>
    <Skeleton className="mt-4 h-72" />
  </Loading>
);

export const UsageScreen = ({ view }: { readonly view: UsageView }) => {
  const nameOf = useNames();
  const today = useClock(localDay);
  const ends = endsOf(view.range, today);
  const asked = useUsageSummary(ends.from, ends.to, view.by);
  const prices = usePrices();
  const limits = useLimitsStore(({ value }) => value);
  const [priced, setPriced] = useState<Pick<PriceEntry, 'model' | 'price'> | null>(null);
  const onView = (change: Partial<UsageView>): void => navigate({ screen: 'usage', view: { ...view, ...change } }, 'replace');
  const onPrice = (model: string): void =>
    setPriced(prices.value?.entries.find((entry) => entry.model === model) ?? { model, price: null });
  const summary = asked.value;
  const onExport = (): void => {
    if (summary !== null)
      void attempt(
        exportUsage((input) => call('usage.export', input), summary),
        'The table was not exported.',
      );
  };
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto grid max-w-270 gap-5 px-4 py-6 tablet:px-6">
        <header className="flex flex-wrap items-start gap-x-4 gap-y-3">
          <h1 className="me-auto text-xl font-semibold">Usage</h1>
          <RangePicker range={view.range} shown={summary} onRange={(range) => onView({ range })} />
          <Button disabled={summary === null || summary.groups.length === 0} onClick={onExport}>
            <Download size={13} aria-hidden /> Export CSV
          </Button>
        </header>
        {asked.failure !== null && <ProblemNote problem={asked.failure} onRetry={asked.again} />}
        {summary === null && asked.failure === null && <Waiting />}
        {summary !== null && (
          <SummaryPart summary={summary} view={view} names={{ nameOf, order: summary.agents }} onView={onView} onPrice={onPrice} />
        )}
        {limits !== null && limits.length > 0 && (
          <section aria-label="Limits" className="grid gap-2">
            <h2 className="font-semibold">Limits of your accounts</h2>
            <LimitList limits={limits} nameOf={nameOf} />
          </section>
        )}
        {prices.value !== null && prices.value.entries.length > 0 && (
          <section aria-label="Prices" id="prices" className="grid gap-2">
            <h2 className="font-semibold">Prices</h2>
            <p className="text-muted">
              What an agent says of its cost counts as it is. Where it says nothing, tokens count by these prices; an account that you pay
              by the month may cost nothing more. The app’s own table is of {prices.value.tableOf}; prices change.
            </p>
            <PriceList table={prices.value} nameOf={nameOf} onEdit={setPriced} />
          </section>
        )}
      </div>
      {priced !== null && (
        <PriceDialog
          entry={priced}
          onClose={() => setPriced(null)}
          onSaved={() => {
            asked.again();
            prices.again();
          }}
        />
      )}
    </div>
  );
};
