/** What benches give: figures, each against a limit measured in the same run. */

export interface Figure {
  /** What was measured, as it stands in the table. */
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'MB' | 'MB/s' | '%' | '/s' | 'fps' | 'count' | '×';
  /** The physical limit of the same run: what the machine does without us. */
  readonly limit?: { readonly name: string; readonly value: number };
  /** What we aim at; `most` and `least` bound the value, `mostRatio` and `leastRatio` its ratio to the limit. */
  readonly goal?: { readonly most: number } | { readonly least: number } | { readonly mostRatio: number } | { readonly leastRatio: number };
}

export interface Bench {
  readonly name: string;
  /** `quick`: a tenth of the work, for a look in between. */
  readonly run: (options: { readonly quick: boolean }) => Promise<readonly Figure[]>;
}

const sorted = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b);

/** The value that `share` (0 to 1) of the values do not exceed. NaN of nothing. */
export const quantile = (values: readonly number[], share: number): number => {
  const order = sorted(values);
  return order[Math.min(order.length - 1, Math.floor(order.length * share))] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Milliseconds that `work` took. */
export const timed = async (work: () => unknown): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

export const ratioOf = (figure: Figure): number | null => (figure.limit === undefined ? null : figure.value / figure.limit.value);

/** Whether the goal is reached; null when there is none. */
export const isReached = (figure: Figure): boolean | null => {
  const { goal, value } = figure;
  if (goal === undefined) return null;
  if ('most' in goal) return value <= goal.most;
  if ('least' in goal) return value >= goal.least;
  const ratio = ratioOf(figure) ?? Number.NaN;
  return 'mostRatio' in goal ? ratio <= goal.mostRatio : ratio >= goal.leastRatio;
};
