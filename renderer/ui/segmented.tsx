/** One of a few, all in sight. Arrow keys move, as in a group of radio buttons. */
import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import type { ReactNode } from 'react';
import { cx } from './class-names.ts';

interface SegmentedProps<T extends string> {
  /** Name of the choice for screen readers. */
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: ReactNode }[];
  readonly onChange: (value: T) => void;
  /** Fills the width: for the phone. */
  readonly wide?: boolean;
}

export const Segmented = <T extends string>({ label, value, options, onChange, wide = false }: SegmentedProps<T>) => (
  <RadioGroup
    aria-label={label}
    value={value}
    onValueChange={(next) => onChange(next as T)}
    className={cx('flex max-w-full gap-0.5 overflow-x-auto rounded-md border border-line bg-sunken p-0.5', wide ? 'w-full' : 'w-fit')}
  >
    {options.map((option) => (
      <Radio.Root
        key={option.value}
        value={option.value}
        className={cx(
          'ring-inset-focus inline-flex min-h-6.5 items-center justify-center gap-1.5 rounded-sm text-sm font-medium whitespace-nowrap text-muted transition-colors hover:text-fg data-checked:bg-active data-checked:text-fg coarse:min-h-10',
          wide ? 'flex-1 px-1.5' : 'px-2.5',
        )}
      >
        {option.label}
      </Radio.Root>
    ))}
  </RadioGroup>
);
