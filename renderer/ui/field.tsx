/** Fields with a label and a line that explains the effect. */
import { useId, type ComponentProps, type ReactNode } from 'react';
import { cx } from './class-names.ts';

export const inputClass =
  'w-full min-w-0 rounded-md border border-line-input bg-bg px-2.5 py-1.5 text-md text-fg transition-colors hover:border-muted disabled:opacity-60 aria-invalid:border-fail coarse:min-h-11 coarse:text-[1rem]';

interface FieldProps {
  readonly label: string;
  /** What it changes, in one line. */
  readonly hint?: ReactNode;
  readonly error?: string | null;
  readonly hideLabel?: boolean;
  /** Beside the label: where the value comes from, a reset. */
  readonly aside?: ReactNode;
  readonly children: (ids: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': true | undefined;
  }) => ReactNode;
}

/** Label, control, explanation and error, tied together for screen readers. */
export const Field = ({ label, hint, error, hideLabel = false, aside, children }: FieldProps) => {
  const id = useId();
  const told = (error ?? null) !== null || hint !== undefined;
  return (
    <div className="grid gap-1">
      <div className={cx('flex items-baseline gap-2', hideLabel && 'sr-only')}>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {aside}
      </div>
      {children({ id, 'aria-describedby': told ? `${id}-told` : undefined, 'aria-invalid': (error ?? null) === null ? undefined : true })}
      {told && (
        <p id={`${id}-told`} className={cx('text-sm wrap-anywhere', (error ?? null) === null ? 'text-faint' : 'text-fail')}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
};

interface TextFieldProps extends ComponentProps<'input'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | null;
  readonly hideLabel?: boolean;
  readonly aside?: ReactNode;
  readonly mono?: boolean;
}

export const TextField = ({ label, hint, error, hideLabel, aside, mono = false, className, ...rest }: TextFieldProps) => (
  <Field label={label} hint={hint} error={error ?? null} hideLabel={hideLabel ?? false} aside={aside}>
    {(ids) => (
      <input
        type="text"
        dir="auto"
        spellCheck={false}
        autoComplete="off"
        className={cx(inputClass, mono && 'font-mono text-sm', className)}
        {...ids}
        {...rest}
      />
    )}
  </Field>
);

interface TextAreaProps extends ComponentProps<'textarea'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | null;
  readonly hideLabel?: boolean;
  readonly aside?: ReactNode;
  readonly mono?: boolean;
}

/** Grows with its text, up to what its class allows. */
export const TextArea = ({ label, hint, error, hideLabel, aside, mono = false, className, ...rest }: TextAreaProps) => (
  <Field label={label} hint={hint} error={error ?? null} hideLabel={hideLabel ?? false} aside={aside}>
    {(ids) => (
      <textarea
        dir="auto"
        rows={2}
        className={cx(inputClass, 'field-sizing-content max-h-60 resize-none', mono && 'font-mono text-sm', className)}
        {...ids}
        {...rest}
      />
    )}
  </Field>
);

interface SelectFieldProps extends Omit<ComponentProps<'select'>, 'children' | 'onChange'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly hideLabel?: boolean;
  readonly aside?: ReactNode;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

/** The system's own select: right on every platform, thumb-sized on a phone. */
export const SelectField = ({ label, hint, hideLabel, aside, options, onChange, className, ...rest }: SelectFieldProps) => (
  <Field label={label} hint={hint} hideLabel={hideLabel ?? false} aside={aside}>
    {(ids) => (
      <select
        className={cx(inputClass, 'cursor-pointer', className)}
        onChange={(event) => onChange(event.currentTarget.value)}
        {...ids}
        {...rest}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    )}
  </Field>
);
