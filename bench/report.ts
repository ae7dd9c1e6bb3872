/** The results as a table for people and as JSON for programs. */
import { isReached, ratioOf, type Figure } from './figures.ts';

export interface Result {
  readonly bench: string;
  readonly figures: readonly Figure[];
}

const rounded = (value: number): string => {
  if (!Number.isFinite(value)) return 'not measured';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
};

const goalText = ({ goal }: Figure): string => {
  if (goal === undefined) return '';
  if ('most' in goal) return `≤ ${rounded(goal.most)}`;
  if ('least' in goal) return `≥ ${rounded(goal.least)}`;
  return 'mostRatio' in goal ? `≤ ${rounded(goal.mostRatio)} × limit` : `≥ ${rounded(goal.leastRatio)} × limit`;
};

const verdict = (figure: Figure): string => ({ true: 'reached', false: 'missed', null: '' })[String(isReached(figure)) as 'true'];

const cellsOf = (bench: string, figure: Figure): readonly string[] => {
  const ratio = ratioOf(figure);
  return [
    bench,
    figure.name,
    `${rounded(figure.value)} ${figure.unit}`,
    figure.limit === undefined ? '' : `${figure.limit.name}: ${rounded(figure.limit.value)}`,
    ratio === null ? '' : `${rounded(ratio)} ×`,
    goalText(figure),
    verdict(figure),
  ];
};

const HEAD = ['Bench', 'Figure', 'Measured', 'Limit in the same run', 'Ratio', 'Goal', ''];

/** A Markdown table. */
export const tableOf = (results: readonly Result[]): string => {
  const rows = [HEAD, ...results.flatMap(({ bench, figures }) => figures.map((figure) => cellsOf(bench, figure)))];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(HEAD), line(widths.map((width) => '-'.repeat(width))), ...rows.slice(1).map(line)].join('\n');
};

/** Every figure with its ratio and verdict, fields stable. */
export const jsonOf = (results: readonly Result[]): string =>
  JSON.stringify(
    results.flatMap(({ bench, figures }) =>
      figures.map((figure) => ({ bench, ...figure, ratio: ratioOf(figure), reached: isReached(figure) })),
    ),
    null,
    2,
  );
