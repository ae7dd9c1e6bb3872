/** Buttons. One look per weight: `primary` once per screen, `go` for what a thread waits for, `plain` for the rest. */
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './class-names.ts';
import { Tooltip } from './tooltip.tsx';

export type ButtonLook = 'primary' | 'go' | 'plain' | 'quiet' | 'danger';

const looks: Readonly<Record<ButtonLook, string>> = {
  primary: 'bg-accent-solid text-accent-fg font-semibold border-transparent hover:bg-accent-solid-hover',
  go: 'bg-needs-bg text-needs border-transparent hover:border-needs/40',
  plain: 'border-line-strong text-fg hover:bg-hover',
  quiet: 'border-transparent text-muted hover:bg-hover hover:text-fg',
  danger: 'border-fail/40 text-fail hover:bg-fail-bg',
};
const sizes = {
  sm: 'min-h-6.5 px-2.25 gap-1.5 text-sm rounded-sm coarse:min-h-9 coarse:px-3',
  md: 'min-h-7.5 px-3 gap-2 text-md rounded-md coarse:min-h-11 coarse:px-4',
} as const;

const shape =
  'inline-flex shrink-0 items-center justify-center border font-medium whitespace-nowrap select-none transition-colors disabled:opacity-50 disabled:pointer-events-none aria-disabled:opacity-50';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly look?: ButtonLook;
  readonly size?: keyof typeof sizes;
  readonly children?: ReactNode;
}

export const buttonClass = (look: ButtonLook = 'plain', size: keyof typeof sizes = 'sm'): string => cx(shape, looks[look], sizes[size]);

export const Button = ({ look = 'plain', size = 'sm', className, type = 'button', ...rest }: ButtonProps) => (
  <button type={type} className={cx(buttonClass(look, size), className)} {...rest} />
);

export interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  /** What it does; its accessible name and its tooltip. */
  readonly label: string;
  readonly keys?: readonly string[];
  readonly icon: ReactNode;
}

/** A button that shows only an icon; its name comes as a tooltip. */
export const IconButton = ({ label, keys, icon, look = 'quiet', size = 'sm', className, type = 'button', ...rest }: IconButtonProps) => (
  <Tooltip text={label} {...(keys === undefined ? {} : { keys })}>
    <button
      type={type}
      aria-label={label}
      className={cx(shape, looks[look], size === 'sm' ? 'size-7 rounded-sm coarse:size-10' : 'size-8 rounded-md coarse:size-11', className)}
      {...rest}
    >
      {icon}
    </button>
  </Tooltip>
);
