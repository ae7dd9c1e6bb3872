/** What the range used in all. Each figure is the switch that shows it over time. */
import type { UsageSums } from '#contract/usage.ts';
import type { UsageMeasure } from '#renderer/state/route.ts';
import { cx } from '#renderer/ui/class-names.ts';
import { count, money, tokens } from '#renderer/ui/units.ts';
import { timeText } from './picture-shape.ts';

export const measureTitles: Readonly<Record<UsageMeasure, string>> = {
  cost: 'Cost',
  tokens: 'Tokens',
  turns: 'Turns',
  time: 'Time at work',
};

const main = (totals: UsageSums, measure: UsageMeasure): string => {
  switch (measure) {
    case 'cost':
      return totals.costUsd === null ? 'no price' : money(totals.costUsd);
    case 'tokens':
      return tokens(totals.inputTokens + totals.outputTokens);
    case 'turns':
      return count(totals.turns);
    case 'time':
      return timeText(totals.workMs);
  }
};

const share = (part: number, of: number): string => `${Math.round((part / Math.max(1, of)) * 100)}%`;

const more = (totals: UsageSums, measure: UsageMeasure): string => {
  const { costUsd, reckonedUsd, unpricedTokens, inputTokens, cachedTokens, outputTokens, reasoningTokens } = totals;
  switch (measure) {
    case 'cost': {
      const told =
        costUsd === null
          ? ''
          : reckonedUsd === 0
            ? 'as agents told'
            : reckonedUsd >= costUsd - 1e-9
              ? 'by the price of tokens'
              : `${money(reckonedUsd)} of it by the price of tokens`;
      const open = unpricedTokens === 0 ? '' : `${tokens(unpricedTokens)} tokens without a price`;
      return [told, open].filter(Boolean).join(' · ');
    }
    case 'tokens': {
      const cached = cachedTokens === 0 ? '' : `, ${share(cachedTokens, inputTokens)} of it cached`;
      const reasoning = reasoningTokens === 0 ? '' : `, ${share(reasoningTokens, outputTokens)} of it reasoning`;
      return `${tokens(inputTokens)} read${cached} · ${tokens(outputTokens)} written${reasoning}`;
    }
    case 'turns':
      return totals.turns === 0 ? '' : `${tokens(Math.round((inputTokens + outputTokens) / totals.turns))} tokens each`;
    case 'time':
      return totals.turns === 0 ? '' : `${timeText(totals.workMs / totals.turns)} for a turn`;
  }
};

interface UsageTotalsProps {
  readonly totals: UsageSums;
  readonly show: UsageMeasure;
  readonly onShow: (show: UsageMeasure) => void;
}

export const UsageTotals = ({ totals, show, onShow }: UsageTotalsProps) => (
  <div role="group" aria-label="Shown over time" className="grid grid-cols-2 gap-2 wide:grid-cols-4">
    {(Object.keys(measureTitles) as UsageMeasure[]).map((measure) => (
      <button
        key={measure}
        type="button"
        aria-pressed={show === measure}
        onClick={() => onShow(measure)}
        className={cx(
          'grid min-w-0 content-start gap-0.5 rounded-md border px-3 py-2 text-start transition-colors',
          show === measure ? 'border-accent bg-raised' : 'border-line bg-raised hover:border-line-strong',
        )}
      >
        <span className="text-sm text-muted">{measureTitles[measure]}</span>
        <span className="text-xl font-semibold tabular-nums">{main(totals, measure)}</span>
        <span className="text-sm text-faint wrap-anywhere">{more(totals, measure)}</span>
      </button>
    ))}
  </div>
);
