/** Which days: the last ones, all, or from one day to another. */
import { useId } from 'react';
import type { UsageSummary } from '#contract/usage.ts';
import { usageRanges, type UsageRange } from '#renderer/state/route.ts';
import { Segmented } from '#renderer/ui/segmented.tsx';

const labels = { today: 'Today', '7': '7 days', '30': '30 days', '365': 'Year', all: 'All' } as const;
const options = [...usageRanges.map((value) => ({ value, label: labels[value] })), { value: 'own' as const, label: 'From – to' }];

interface RangePickerProps {
  readonly range: UsageRange;
  /** What is shown now: where own days begin from. */
  readonly shown: Pick<UsageSummary, 'from' | 'to'> | null;
  readonly onRange: (range: UsageRange) => void;
}

const DayField = ({ label, value, onDay }: { readonly label: string; readonly value: string; readonly onDay: (day: string) => void }) => {
  const id = useId();
  return (
    <>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <input
        id={id}
        type="date"
        value={value}
        onChange={(event) => event.currentTarget.value !== '' && onDay(event.currentTarget.value)}
        className="min-h-7.5 rounded-md border border-line-input bg-bg px-2 text-sm text-fg coarse:min-h-11"
      />
    </>
  );
};

export const RangePicker = ({ range, shown, onRange }: RangePickerProps) => (
  <div className="flex min-w-0 flex-wrap items-center gap-2">
    <Segmented
      label="Days"
      value={typeof range === 'object' ? 'own' : range}
      options={options}
      onChange={(value) => {
        if (value !== 'own') onRange(value);
        else if (shown !== null) onRange({ from: shown.from, to: shown.to });
      }}
    />
    {typeof range === 'object' && (
      <span className="inline-flex items-center gap-1.5">
        <DayField label="From" value={range.from} onDay={(from) => onRange({ ...range, from })} />
        <span aria-hidden className="text-faint">
          –
        </span>
        <DayField label="To" value={range.to} onDay={(to) => onRange({ ...range, to })} />
      </span>
    )}
  </div>
);
