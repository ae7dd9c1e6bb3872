/** What the picture shows, in numbers: sums of days put into bars, stacked by agent, and the lines behind them. Pure. */
import type { UsageSummary, UsageSums } from '#contract/usage.ts';
import type { UsageMeasure } from '#renderer/state/route.ts';
import { money, plural, tokens } from '#renderer/ui/units.ts';
import { bucketsOf, bucketStart, daysFrom, stepOf, type Bucket, type Step } from './usage-range.ts';

export interface Layer {
  readonly agent: string;
  readonly value: number;
}

export interface Bar {
  readonly bucket: Bucket;
  readonly total: number;
  /** One for every agent of the picture, in their order. */
  readonly layers: readonly Layer[];
}

export interface Picture {
  readonly step: Step;
  readonly agents: readonly string[];
  readonly bars: readonly Bar[];
  /** Where lines are drawn, from 0 to the top. */
  readonly lines: readonly number[];
}

export const valueOf = (sums: UsageSums, measure: UsageMeasure): number => {
  switch (measure) {
    case 'cost':
      return sums.costUsd ?? 0;
    case 'tokens':
      return sums.inputTokens + sums.outputTokens;
    case 'turns':
      return sums.turns;
    case 'time':
      return sums.workMs;
  }
};

const HOUR_MS = 3_600_000;

/** “3 h 20 min”, “12 min”. */
export const timeText = (ms: number): string => {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return minutes === 0 && ms > 0 ? 'under 1 min' : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 || hours >= 100 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
};

export const measureText = (value: number, measure: UsageMeasure): string => {
  switch (measure) {
    case 'cost':
      return money(value);
    case 'tokens':
      return `${tokens(value)} tokens`;
    case 'turns':
      return plural(value, 'turn');
    case 'time':
      return timeText(value);
  }
};

/** Beside a line: short. */
export const lineText = (value: number, measure: UsageMeasure): string => {
  if (value === 0) return '0';
  if (measure === 'cost') return Number.isInteger(value) ? `$${value.toLocaleString()}` : money(value);
  if (measure === 'time') return value < HOUR_MS ? `${Math.round(value / 60_000)} min` : `${Math.round((value / HOUR_MS) * 10) / 10} h`;
  return tokens(value);
};

/** A step of 1, 2 or 5 in its power of ten that makes three to five lines. */
const roundStep = (top: number): number => {
  const rough = top / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
};

/** Times step by minutes and hours, not by tens of milliseconds; turns are whole. */
const stepFor = (top: number, measure: UsageMeasure): number => {
  if (measure === 'turns') return Math.max(1, roundStep(top));
  if (measure !== 'time') return roundStep(top);
  const steps = [1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000);
  return steps.find((step) => step >= top / 5) ?? roundStep(top / HOUR_MS) * HOUR_MS;
};

export const linesTo = (top: number, measure: UsageMeasure): readonly number[] => {
  if (top <= 0) return [0];
  const step = stepFor(top, measure);
  const count = Math.ceil(top / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Math.round(index * step * 1e6) / 1e6);
};

/** Who asks for all of a long time sees it from where there is something to see. */
const LONG_DAYS = 800;
const beginOf = ({ from, to, series }: Pick<UsageSummary, 'from' | 'to' | 'series'>): string => {
  const first = series[0]?.day;
  return first !== undefined && first > from && daysFrom(from, to) > LONG_DAYS ? first : from;
};

/** `order`: agents in their lasting order, which is that of the layers too. */
export const pictureOf = (
  summary: Pick<UsageSummary, 'from' | 'to' | 'series'>,
  measure: UsageMeasure,
  order: readonly string[],
): Picture => {
  const { to, series } = summary;
  const from = beginOf(summary);
  const step = stepOf(from, to);
  const agents = agentOrder(
    series.map(({ agent }) => agent),
    order,
  );
  const values = new Map<string, Map<string, number>>();
  for (const one of series) {
    const start = bucketStart(step, one.day);
    const bar = values.get(start) ?? new Map<string, number>();
    values.set(start, bar.set(one.agent, (bar.get(one.agent) ?? 0) + valueOf(one, measure)));
  }
  const bars = bucketsOf(from, to).map((bucket): Bar => {
    const own = values.get(bucketStart(step, bucket.from));
    const layers = agents.map((agent) => ({ agent, value: own?.get(agent) ?? 0 }));
    return { bucket, layers, total: layers.reduce((sum, { value }) => sum + value, 0) };
  });
  return { step, agents, bars, lines: linesTo(Math.max(0, ...bars.map(({ total }) => total)), measure) };
};

export const agentOrder = (used: readonly string[], order: readonly string[]): readonly string[] => {
  const present = new Set(used);
  const known = order.filter((agent) => present.has(agent));
  return [...known, ...[...present].filter((agent) => !order.includes(agent)).toSorted()];
};

/** By place, not by rank: an agent keeps its colour whatever is shown. */
export const COLOURS = 7;
export const colourOf = (agent: string, order: readonly string[]): string => {
  const place = order.indexOf(agent);
  return place >= 0 && place < COLOURS ? `var(--series-${place + 1})` : 'var(--series-other)';
};
