/** On or off, in force at once. */
import { Switch as Base } from '@base-ui/react/switch';
import { useId, type ReactNode } from 'react';

interface SwitchProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

export const Switch = ({ label, hint, checked, onChange, disabled = false }: SwitchProps) => {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <Base.Root
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        aria-labelledby={id}
        className="relative mt-0.5 h-5 w-8.5 shrink-0 rounded-full border border-line-input bg-active transition-colors data-checked:border-accent-solid data-checked:bg-accent-solid data-disabled:opacity-50"
      >
        <Base.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-fg transition-transform data-checked:translate-x-4 data-checked:bg-accent-fg rtl:-translate-x-0.5 rtl:data-checked:-translate-x-4" />
      </Base.Root>
      <div className="min-w-0">
        <span id={id} className="font-medium">
          {label}
        </span>
        {hint !== undefined && <p className="text-sm text-faint">{hint}</p>}
      </div>
    </div>
  );
};
