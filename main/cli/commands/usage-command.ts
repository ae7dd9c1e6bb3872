/** What agents used, summed up. */
import { Day, UsageBy, type UsageGroup, type UsageSummary, type UsageSums } from '#contract/usage.ts';
import { UsageError } from '#main/cli/cli-error.ts';
import { command } from '#main/cli/command.ts';
import { harmless } from '#main/cli/output.ts';
import { table, type Column } from '#main/cli/table.ts';

const dayOption = (name: string, text: string | undefined): string | undefined => {
  if (text === undefined || Day.safeParse(text).success) return text;
  throw new UsageError(`“${text}” is no day.`, `Write --${name} like 2026-11-22.`);
};

const byOption = (text: string | undefined): UsageBy => {
  const by = UsageBy.safeParse(text ?? 'agent');
  if (by.success) return by.data;
  throw new UsageError(`“${text}” is nothing to sum up by.`, `There are: ${UsageBy.options.join(', ')}.`);
};

const costText = ({ costUsd, unpricedTokens }: UsageSums): string => {
  if (costUsd === null) return unpricedTokens === 0 ? '-' : 'no price';
  return `$${costUsd.toFixed(costUsd < 1 ? 4 : 2)}${unpricedTokens === 0 ? '' : ' + ?'}`;
};

const minutes = (ms: number): string => `${(ms / 60_000).toFixed(ms < 600_000 ? 1 : 0)} min`;

const nameOf = (by: UsageBy, { key, label }: UsageGroup): string => {
  if (key === '') return by === 'model' ? 'model not told' : 'from before it was told apart';
  return harmless(label === null ? key : `${key} ${label}`);
};

const cells = (name: string, sums: UsageSums): readonly string[] => [
  name,
  costText(sums),
  String(sums.inputTokens),
  String(sums.cachedTokens),
  String(sums.outputTokens),
  String(sums.turns),
  minutes(sums.workMs),
];

const columns = (by: UsageBy): readonly Column[] => [
  { title: by, gives: true },
  ...['cost', 'read', 'cached', 'written', 'turns', 'at work'].map((title) => ({ title, right: true })),
];

const summaryText = (summary: UsageSummary, screen: number): string => {
  const { by, groups, groupsMore, totals, from, to, unpriced } = summary;
  const days = from === to ? from : `${from} to ${to}`;
  if (groups.length === 0) return `Nothing was used (${days}).`;
  const rows = [...groups.map((group) => cells(nameOf(by, group), group)), cells(`all, ${days}`, totals)];
  const models = unpriced.map(({ model }) => (model === '' ? 'models that were not told' : harmless(model)));
  return [
    table(columns(by), rows, screen),
    ...(groupsMore === 0 ? [] : [`and ${groupsMore} more that used least`]),
    ...(models.length === 0 ? [] : [`Without a price: ${models.join(', ')}. Enter prices in the window, Usage.`]),
  ].join('\n');
};

export const usage = command({
  name: 'usage',
  usage: '[--by agent|day|project|thread|model] [--from DAY] [--to DAY]',
  summary: 'Show the tokens, cost and time that agents used',
  notes: [
    'DAY is like 2026-11-22; both ends count. Without them it is all there is, up to today.',
    'The cost is what agents said; where they said nothing, tokens count by the price of their model.',
  ],
  options: { by: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' } },
  operands: [0, 0],
  run: async ({ values, output, core }) => {
    const [from, to, by] = [dayOption('from', values.from), dayOption('to', values.to), byOption(values.by)];
    if (from !== undefined && to !== undefined && from > to) throw new UsageError('The first day is after the last.', 'Exchange them.');
    const session = await core();
    const summary = await session.call('usage.summary', { by, ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
    await output.result(summary, summaryText(summary, output.screen.columns));
    return 0;
  },
});
