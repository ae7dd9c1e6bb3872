/** Prices of the models that were used, by which tokens are turned into cost where the agent tells none. */
import type { PriceEntry, PriceTable } from '#contract/usage.ts';
import { Button } from '#renderer/ui/button.tsx';
import { tokens } from '#renderer/ui/units.ts';

const sources = { user: 'yours', provider: 'from the provider', table: 'from the app’s table' } as const;

const exact = new Intl.NumberFormat(undefined, {
  style: 'currency',
  currency: 'USD',
  currencyDisplay: 'narrowSymbol',
  maximumFractionDigits: 4,
});

const priceText = ({ price }: PriceEntry): string => {
  if (price === null) return 'no price';
  const { input, cached, output } = price.price;
  return [`${exact.format(input)} in`, ...(cached === null ? [] : [`${exact.format(cached)} cached`]), `${exact.format(output)} out`].join(
    ' · ',
  );
};

interface PriceListProps {
  readonly table: PriceTable;
  readonly nameOf: (agent: string) => string;
  readonly onEdit: (entry: PriceEntry) => void;
}

export const PriceList = ({ table, nameOf, onEdit }: PriceListProps) => (
  <ul className="rounded-md border border-line bg-raised">
    {table.entries.map((entry) => (
      <li key={entry.model} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line px-3 py-2 not-first:border-t">
        <div className="min-w-48 flex-1">
          <p className="font-mono text-sm wrap-anywhere">{entry.model}</p>
          <p className="text-sm text-faint">
            {entry.agents.length === 0 ? 'not used yet' : `${entry.agents.map(nameOf).join(', ')} · ${tokens(entry.tokens)} tokens so far`}
          </p>
        </div>
        <p className={entry.price === null ? 'text-muted' : 'tabular-nums'}>
          {priceText(entry)}
          {entry.price !== null && <span className="text-sm text-faint"> per million, {sources[entry.price.from]}</span>}
        </p>
        <Button onClick={() => onEdit(entry)}>
          {entry.price === null ? 'Enter a price' : 'Change'}
          <span className="sr-only"> of {entry.model}</span>
        </Button>
      </li>
    ))}
  </ul>
);
