/** What threads may touch beside what their policy's name says. Knows nothing of where it is kept. */
import { useState, type KeyboardEvent } from 'react';
import type { PolicyDetails } from '#contract/policy.ts';
import { Switch } from './switch.tsx';
import { TextArea, TextField } from './field.tsx';
import { limitFields, limitText, listFields, listText, withLimit, withList, type ListField } from './policy-fields.ts';

interface PolicyFormProps {
  readonly details: PolicyDetails;
  /** What holds beside what is written here, by field: said under it. */
  readonly elsewhere?: (field: ListField) => readonly string[];
  readonly socketsElsewhere?: 'private' | 'none';
  readonly onSave: (details: PolicyDetails) => void;
}

/** Keeps what is typed until it is left; what is not understood stays to be corrected. */
const useEntry = (
  value: string,
  read: (text: string) => { readonly details: PolicyDetails } | { readonly wrong: string },
  onSave: PolicyFormProps['onSave'],
) => {
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const commit = (): void => {
    if (typed === null || typed === value) return setTyped(null);
    const result = read(typed);
    if ('wrong' in result) return setWrong(result.wrong);
    setWrong(null);
    setTyped(null);
    onSave(result.details);
  };
  return { text: typed ?? value, setTyped, wrong, commit };
};

const List = ({ field, details, elsewhere, onSave }: PolicyFormProps & { readonly field: (typeof listFields)[number] }) => {
  const { text, setTyped, wrong, commit } = useEntry(listText(details, field.key), (typed) => withList(details, field.key, typed), onSave);
  const others = elsewhere?.(field.key).filter((entry) => !(details[field.key] ?? []).includes(entry)) ?? [];
  return (
    <TextArea
      mono
      label={field.label}
      error={wrong}
      hint={
        <>
          {field.effect}
          {others.length > 0 && <span className="block">Holds here as well: {others.join(', ')}</span>}
        </>
      }
      placeholder={field.placeholder}
      value={text}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
    />
  );
};

const Limit = ({ field, details, onSave }: PolicyFormProps & { readonly field: (typeof limitFields)[number] }) => {
  const { text, setTyped, wrong, commit } = useEntry(
    limitText(details, field.key),
    (typed) => withLimit(details, field.key, typed),
    onSave,
  );
  return (
    <TextField
      inputMode="numeric"
      label={field.label}
      hint={field.effect}
      error={wrong}
      placeholder={field.placeholder}
      value={text}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event: KeyboardEvent) => event.key === 'Enter' && commit()}
    />
  );
};

export const PolicyForm = (props: PolicyFormProps) => {
  const { details, socketsElsewhere = 'private', onSave } = props;
  return (
    <div className="grid gap-4">
      {listFields.map((field) => (
        <List key={field.key} field={field} {...props} />
      ))}
      <fieldset className="grid gap-3">
        <legend className="mb-1 font-medium">Limits of each command</legend>
        <div className="grid gap-3 tablet:grid-cols-2">
          {limitFields.map((field) => (
            <Limit key={field.key} field={field} {...props} />
          ))}
        </div>
      </fieldset>
      <Switch
        label="Unix sockets"
        hint="Databases and many test tools talk through them. The sockets of this machine stay out of reach either way."
        checked={(details.unixSockets ?? socketsElsewhere) === 'private'}
        onChange={(on) => onSave({ ...details, unixSockets: on ? 'private' : 'none' })}
      />
    </div>
  );
};
