/** The user's own price of a model. It counts for what was used before, too, unless the agent told its cost. */
import { useState } from 'react';
import type { PriceEntry } from '#contract/usage.ts';
import { call } from '#renderer/state/core.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextField } from '#renderer/ui/field.tsx';
import { readPrice } from './read-price.ts';

const fields = [
  { key: 'input', label: 'Input', hint: 'US dollars per million tokens.' },
  { key: 'cached', label: 'Input from the cache', hint: 'Empty: as much as other input.' },
  { key: 'cacheWrite', label: 'Input written into the cache', hint: 'Empty: as much as other input.' },
  { key: 'output', label: 'Output', hint: 'US dollars per million tokens. Reasoning counts as output.' },
] as const;
type Key = (typeof fields)[number]['key'];

interface PriceDialogProps {
  readonly entry: Pick<PriceEntry, 'model' | 'price'>;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

export const PriceDialog = ({ entry, onClose, onSaved }: PriceDialogProps) => {
  const { model, price } = entry;
  const textOf = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value));
  const [typed, setTyped] = useState<Readonly<Record<Key, string>>>(() => ({
    input: textOf(price?.price.input),
    cached: textOf(price?.price.cached),
    cacheWrite: textOf(price?.price.cacheWrite),
    output: textOf(price?.price.output),
  }));
  const [tried, setTried] = useState(false);
  const read = readPrice(typed);
  const wrong = (key: Key): string | null => {
    if (read.wrong.includes(key)) return 'This is no amount.';
    return tried && read.missing.includes(key) ? 'A price has both, input and output.' : null;
  };
  const put = (next: typeof read.price): void => {
    onClose();
    void attempt(call('usage.set-price', { model, price: next }), 'The price was not saved.').then((saved) => saved && onSaved());
  };
  const save = (): void => {
    setTried(true);
    if (read.price !== null) put(read.price);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      width="narrow"
      title={`Price of ${model}`}
      description="Turns whose agent says what they cost keep that; all others, also earlier ones, are reckoned by this."
      footer={
        <>
          {price?.from === 'user' && (
            <Button size="md" className="me-auto" onClick={() => put(null)}>
              Forget mine
            </Button>
          )}
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" look="primary" onClick={save}>
            Save
          </Button>
        </>
      }
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {fields.map(({ key, label, hint }) => (
          <TextField
            key={key}
            mono
            inputMode="decimal"
            label={label}
            hint={hint}
            error={wrong(key)}
            value={typed[key]}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setTyped((before) => ({ ...before, [key]: value }));
            }}
          />
        ))}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
};
