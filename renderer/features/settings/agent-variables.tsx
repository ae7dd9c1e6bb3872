/** Variables of an agent. Secret ones are named, never shown. */
import { Chip } from '#renderer/ui/chip.tsx';
import { TextArea } from '#renderer/ui/field.tsx';
import type { AgentFieldsProps } from './agent-dialog.tsx';

const places = { keychain: 'in the system’s keychain', file: 'in a file that only you can read' } as const;

export const AgentVariables = ({ form, problems, change, secretsIn }: AgentFieldsProps & { readonly secretsIn: keyof typeof places }) => (
  <div className="grid gap-1.5">
    <TextArea
      mono
      label="Variables"
      placeholder="NAME=value"
      hint={`One a line; -NAME takes one away. Keys and tokens are kept with your keys, ${places[secretsIn]}, and not shown again.`}
      error={problems.variables ?? null}
      value={form.variables}
      onChange={(event) => change({ variables: event.currentTarget.value })}
    />
    {form.secrets.length > 0 && (
      <ul aria-label="Secrets that are kept" className="flex flex-wrap gap-1.5">
        {form.secrets.map((name) => (
          <li key={name}>
            <Chip
              title="Its value is kept. A line with its name sets another one."
              removeLabel={`Forget ${name}`}
              onRemove={() => change({ secrets: form.secrets.filter((other) => other !== name) })}
            >
              {name}
            </Chip>
          </li>
        ))}
      </ul>
    )}
  </div>
);
