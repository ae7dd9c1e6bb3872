/** Rules that are about to be made, each as text that can be edited, and where they hold. No knowledge of the app. */
import { TriangleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from './button.tsx';
import { TextField } from './field.tsx';
import { Kbd } from './kbd.tsx';
import { Segmented } from './segmented.tsx';

export interface RuleFormRow {
  readonly label: string;
  readonly text: string;
  readonly problem: string | null;
  readonly warning: string | null;
}

interface RuleFormProps<Scope extends string> {
  readonly rows: readonly RuleFormRow[];
  readonly onText: (index: number, text: string) => void;
  readonly scope: Scope;
  readonly scopes: readonly { readonly value: Scope; readonly label: string }[];
  readonly onScope: (scope: Scope) => void;
  readonly canSend: boolean;
  readonly disabled: boolean;
  readonly onSend: () => void;
  readonly onCancel: () => void;
}

/** Enter makes them, Escape goes back. */
export const RuleForm = <Scope extends string>(props: RuleFormProps<Scope>) => {
  const { rows, onText, scope, scopes, onScope, canSend, disabled, onSend, onCancel } = props;
  const form = useRef<HTMLFormElement>(null);
  // It takes the place of smaller buttons, in a box that may end right below them. Newer browsers give a promise back,
  // which is nothing that an effect may return.
  useEffect(() => {
    form.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <form
      ref={form}
      aria-label="Allow from now on"
      className="grid gap-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (canSend && !disabled) onSend();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onCancel();
      }}
    >
      {rows.map((row, index) => (
        <div key={index} className="grid gap-1">
          <TextField
            mono
            autoFocus={index === 0}
            label={row.label}
            error={row.problem}
            value={row.text}
            disabled={disabled}
            onChange={(event) => onText(index, event.currentTarget.value)}
          />
          {row.warning !== null && (
            <p role="status" className="flex items-center gap-1.5 text-sm text-needs">
              <TriangleAlert size={13} aria-hidden className="shrink-0" /> {row.warning}
            </p>
          )}
        </div>
      ))}
      <Segmented label="Where it holds" value={scope} options={scopes} onChange={onScope} />
      <div className="flex flex-wrap gap-1.5">
        <Button type="submit" look="primary" disabled={disabled || !canSend}>
          Allow and make the rule <Kbd keys={['↵']} onSolid />
        </Button>
        <Button look="quiet" onClick={onCancel}>
          Back
        </Button>
      </div>
    </form>
  );
};
