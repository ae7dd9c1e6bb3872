/** The models of one provider: figures with their source, the default, and names typed in. */
import { Pencil, X } from 'lucide-react';
import { useState } from 'react';
import type { ModelEntry, Provider } from '#contract/models.ts';
import { call } from '#renderer/state/core.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { TextField } from '#renderer/ui/field.tsx';
import { count, plural } from '#renderer/ui/units.ts';
import { FiguresDialog } from './figures-dialog.tsx';
import { modelFigures, sourceText } from './model-texts.ts';

/** More than these are found by their name. */
const SHOWN_AT_FIRST = 12;

interface RowProps {
  readonly provider: Provider;
  readonly model: ModelEntry;
  readonly onEdit: () => void;
}

const sources = ({ contextWindow, price }: ModelEntry): string =>
  [...new Set([contextWindow?.from, price?.from])].flatMap((from) => (from === undefined ? [] : [sourceText[from]])).join(', ');

const Row = ({ provider, model, onEdit }: RowProps) => (
  <li className="flex items-start gap-2 border-t border-line py-1.5 first:border-t-0">
    <div className="min-w-0 flex-1">
      <div className="flex flex-wrap items-center gap-1.5">
        <code className="text-sm wrap-anywhere">{model.name}</code>
        {model.isDefault && <Chip>default</Chip>}
        {model.isTyped && <Chip>typed in</Chip>}
      </div>
      <p className="text-sm text-faint">
        {modelFigures(model)}
        {sources(model) !== '' && ` (${sources(model)})`}
      </p>
    </div>
    {!model.isDefault && provider.isUsable && (
      <Button look="quiet" onClick={() => void attempt(call('models.set-default', { model: model.id }), 'The default was not changed.')}>
        Default<span className="sr-only">: {model.name}</span>
      </Button>
    )}
    <IconButton label={`Figures of ${model.name}`} icon={<Pencil size={13} aria-hidden />} onClick={onEdit} />
    {model.isTyped && (
      <IconButton
        label={`Forget ${model.name}`}
        icon={<X size={13} aria-hidden />}
        onClick={() => void attempt(call('models.remove', { provider: provider.id, name: model.name }), 'The model was not forgotten.')}
      />
    )}
  </li>
);

const AddModel = ({ provider }: { readonly provider: Provider }) => {
  const [name, setName] = useState('');
  const add = async (): Promise<void> => {
    if (await attempt(call('models.add', { provider: provider.id, name: name.trim() }), 'The model was not added.')) setName('');
  };
  return (
    <form
      className="flex items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') void add();
      }}
    >
      <div className="min-w-0 flex-1">
        <TextField
          mono
          hideLabel
          label={`Name of another model of ${provider.label}`}
          placeholder="Another model, by its name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </div>
      <Button type="submit" disabled={name.trim() === ''}>
        Add
      </Button>
    </form>
  );
};

export const ProviderModels = ({ provider, tableOf }: { readonly provider: Provider; readonly tableOf: string }) => {
  const [editing, setEditing] = useState<ModelEntry | null>(null);
  const [filter, setFilter] = useState('');
  const matching = provider.models.filter(({ name }) => name.toLowerCase().includes(filter.trim().toLowerCase()));
  const shown = matching.slice(0, SHOWN_AT_FIRST);
  return (
    <details open={provider.models.length <= 3 && provider.isUsable}>
      <summary className="w-fit cursor-pointer rounded-sm text-sm text-muted hover:text-fg">
        {plural(provider.models.length, 'model')}
      </summary>
      <div className="mt-2 grid grid-cols-1 gap-2">
        {provider.models.length > SHOWN_AT_FIRST && (
          <TextField
            hideLabel
            type="search"
            label={`Find among the models of ${provider.label}`}
            placeholder="Find a model"
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
        )}
        <ul>
          {shown.map((model) => (
            <Row key={model.id} provider={provider} model={model} onEdit={() => setEditing(model)} />
          ))}
        </ul>
        {matching.length > shown.length && <p className="text-sm text-faint">and {count(matching.length - shown.length)} more</p>}
        <AddModel provider={provider} />
      </div>
      {editing !== null && <FiguresDialog provider={provider} model={editing} tableOf={tableOf} onClose={() => setEditing(null)} />}
    </details>
  );
};
