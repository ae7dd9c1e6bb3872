/** Who or what used how much: a table by agent, model, project, task or day, with the share of each as a bar. */
import type { ReactNode } from 'react';
import type { ProjectId, ThreadId } from '#contract/ids.ts';
import type { UsageBy, UsageGroup, UsageSummary, UsageSums } from '#contract/usage.ts';
import { hashOf, noFilter, type UsageMeasure } from '#renderer/state/route.ts';
import { count, money, plural, tokens } from '#renderer/ui/units.ts';
import { colourOf, timeText, valueOf } from './picture-shape.ts';
import { dayText } from './usage-range.ts';

interface UsageGroupsProps {
  readonly summary: UsageSummary;
  readonly show: UsageMeasure;
  readonly order: readonly string[];
  readonly nameOf: (agent: string) => string;
  readonly onPrice: (model: string) => void;
}

const heads: Readonly<Record<UsageBy, string>> = { agent: 'Agent', model: 'Model', project: 'Project', thread: 'Task', day: 'Day' };

const linkClass = 'hover:underline';

const Name = ({
  group,
  by,
  order,
  nameOf,
}: Pick<UsageGroupsProps, 'order' | 'nameOf'> & { readonly by: UsageBy; readonly group: UsageGroup }): ReactNode => {
  const { key, label, isThere } = group;
  if (by === 'day') return dayText(key);
  if (by === 'agent')
    return (
      <span className="inline-flex items-center gap-2">
        <i aria-hidden className="size-2.25 shrink-0 rounded-[2px]" style={{ background: colourOf(key, order) }} />
        {nameOf(key)}
      </span>
    );
  if (key === '') return <span className="text-muted">{by === 'model' ? 'Model not told' : 'From before tasks were told apart'}</span>;
  if (by === 'model') return <span className="font-mono text-sm">{key}</span>;
  const text = label ?? (by === 'thread' ? 'A task that is gone' : 'A project that is gone');
  if (!isThere) return <span className="text-muted">{text} (removed)</span>;
  const to =
    by === 'thread'
      ? hashOf({ screen: 'thread', thread: key as ThreadId })
      : hashOf({ screen: 'board', filter: { ...noFilter, project: key as ProjectId } });
  return (
    <a href={to} dir="auto" className={linkClass}>
      {text}
    </a>
  );
};

/** A cost, or why there is none; part of it may be open. */
export const Cost = ({
  sums,
  model,
  onPrice,
}: {
  readonly sums: Omit<UsageSums, 'turns'>;
  readonly model?: string;
  readonly onPrice?: (model: string) => void;
}) => {
  const { costUsd, unpricedTokens } = sums;
  if (unpricedTokens === 0) return costUsd === null ? <span className="text-faint">–</span> : money(costUsd);
  const words = costUsd === null ? 'no price' : `${money(costUsd)} + ?`;
  if (model === undefined || model === '' || onPrice === undefined)
    return (
      <span className="text-faint" title={`${count(unpricedTokens)} tokens have no price`}>
        {words}
      </span>
    );
  return (
    <button
      type="button"
      className="text-accent-text underline decoration-dotted underline-offset-2 hover:decoration-solid"
      onClick={() => onPrice(model)}
    >
      {words}
      <span className="sr-only">: enter one for {model}</span>
    </button>
  );
};

const head = 'px-3 py-1.5 font-medium whitespace-nowrap';
const cell = 'px-3 py-1.5 text-end whitespace-nowrap tabular-nums';

const Row = ({ group, largest, ...props }: UsageGroupsProps & { readonly group: UsageGroup; readonly largest: number }) => {
  const { show, order } = props;
  const { by } = props.summary;
  const value = valueOf(group, show);
  const part = largest === 0 ? 0 : value / largest;
  return (
    <tr className="border-t border-line">
      <th scope="row" className="w-full min-w-44 px-3 py-1.5 text-start font-normal wrap-anywhere">
        <Name {...props} by={by} group={group} />
        <span aria-hidden className="mt-1 block h-1 rounded-full bg-active">
          <span
            className="block h-full rounded-full"
            style={{
              width: `${Math.max(value > 0 ? 1 : 0, part * 100)}%`,
              background: by === 'agent' ? colourOf(group.key, order) : 'var(--fg-faint)',
            }}
          />
        </span>
      </th>
      <td className={cell}>
        <Cost sums={group} onPrice={props.onPrice} {...(by === 'model' && { model: group.key })} />
      </td>
      <td className={cell}>{tokens(group.inputTokens)}</td>
      <td className={`${cell} text-muted`}>{group.cachedTokens === 0 ? '–' : tokens(group.cachedTokens)}</td>
      <td className={cell}>{tokens(group.outputTokens)}</td>
      <td className={cell}>{count(group.turns)}</td>
      <td className={cell}>{timeText(group.workMs)}</td>
    </tr>
  );
};

export const UsageGroups = (props: UsageGroupsProps) => {
  const { summary, show } = props;
  const { by } = summary;
  const groups = by === 'day' ? summary.groups.toReversed() : summary.groups.toSorted((a, b) => valueOf(b, show) - valueOf(a, show));
  const largest = Math.max(0, ...groups.map((group) => valueOf(group, show)));
  return (
    <div className="grid gap-1.5">
      <div
        tabIndex={0}
        role="region"
        aria-label={`By ${heads[by].toLowerCase()}`}
        className="ring-inset-focus overflow-x-auto rounded-md border border-line bg-raised"
      >
        <table className="w-full">
          <thead className="text-sm text-faint">
            <tr>
              <th scope="col" className={`${head} text-start`}>
                {heads[by]}
              </th>
              {['Cost', 'Read', 'Cached', 'Written', 'Turns', 'At work'].map((title) => (
                <th key={title} scope="col" className={`${head} text-end`}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <Row key={group.key} {...props} group={group} largest={largest} />
            ))}
          </tbody>
        </table>
      </div>
      {summary.groupsMore > 0 && (
        <p className="text-sm text-muted">and {plural(summary.groupsMore, 'more')}, which used least. The export has all.</p>
      )}
    </div>
  );
};
