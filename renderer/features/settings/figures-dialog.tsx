/** The user's own figures for a model: they win over what the provider says and over the app's table. */
import { useState } from 'react';
import type { ModelEntry, Provider } from '#contract/models.ts';
import { call } from '#renderer/state/core.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextField } from '#renderer/ui/field.tsx';
import { readFigure } from './model-texts.ts';

interface FiguresDialogProps {
  readonly provider: Provider;
  readonly model: ModelEntry;
  readonly tableOf: string;
  readonly onClose: () => void;
}

const fields = [
  { key: 'context', label: 'Context window', hint: 'In tokens.' },
  { key: 'input', label: 'Input', hint: 'US dollars per million tokens.' },
  { key: 'cached', label: 'Input from the cache', hint: 'Empty: as much as other input.' },
  { key: 'cacheWrite', label: 'Input written into the cache', hint: 'Empty: as much as other input.' },
  { key: 'output', label: 'Output', hint: 'US dollars per million tokens.' },
] as const;
type Key = (typeof fields)[number]['key'];

const textOf = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value));

const typedAtFirst = ({ contextWindow, price }: ModelEntry): Readonly<Record<Key, string>> => ({
  context: textOf(contextWindow?.tokens),
  input: textOf(price?.price.input),
  cached: textOf(price?.price.cached),
  cacheWrite: textOf(price?.price.cacheWrite),
  output: textOf(price?.price.output),
});

export const FiguresDialog = ({ provider, model, tableOf, onClose }: FiguresDialogProps) => {
  const [typed, setTyped] = useState(() => typedAtFirst(model));
  const read = (key: Key): number | null | 'wrong' => readFigure(typed[key], key === 'context');
  const values = {
    context: read('context'),
    input: read('input'),
    cached: read('cached'),
    cacheWrite: read('cacheWrite'),
    output: read('output'),
  };
  const { context, input, cached, cacheWrite, output } = values;
  const isHalf = (input === null) !== (output === null);
  const wrong = (key: Key): string | null => {
    if (values[key] === 'wrong') return 'This is no number that fits here.';
    return isHalf && (key === 'input' || key === 'output') && values[key] === null ? 'A price has both, input and output.' : null;
  };
  const isWrong = isHalf || Object.values(values).includes('wrong');
  const put = (figures: {
    contextWindow: number | null;
    price: { input: number; cached: number | null; cacheWrite: number | null; output: number } | null;
  }) => {
    onClose();
    void attempt(call('models.set-figures', { provider: provider.id, name: model.name, ...figures }), 'The figures were not saved.');
  };
  const save = (): void => {
    if (context === 'wrong' || input === 'wrong' || cached === 'wrong' || cacheWrite === 'wrong' || output === 'wrong') return;
    put({ contextWindow: context, price: input === null || output === null ? null : { input, cached, cacheWrite, output } });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      width="narrow"
      title={model.name}
      description={`Used to keep the conversation within its context, and to tell what calls cost. The app’s own table is of ${tableOf}; prices change.`}
      footer={
        <>
          <Button size="md" className="me-auto" onClick={() => put({ contextWindow: null, price: null })}>
            Forget mine
          </Button>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" look="primary" disabled={isWrong} onClick={save}>
            Save
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
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
      </div>
    </Dialog>
  );
};
