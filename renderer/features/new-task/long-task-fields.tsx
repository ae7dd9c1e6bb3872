/** What a long task asks beside the prompt: who plans and judges, how many rounds, whether you see the criteria first. */
import { useAgents } from '#renderer/state/agents.ts';
import { SelectField, TextField } from '#renderer/ui/field.tsx';
import { Switch } from '#renderer/ui/switch.tsx';
import { roundsError, tokensError, type LongChoices, type RoleWish } from './long-task.ts';

interface RoleFieldsProps {
  readonly label: string;
  readonly wish: RoleWish;
  readonly onChange: (wish: RoleWish) => void;
}

const RoleFields = ({ label, wish, onChange }: RoleFieldsProps) => {
  const agents = useAgents();
  const models = agents.find(({ id }) => id === wish.agent)?.models ?? [];
  return (
    <div className="grid content-start gap-1.5">
      <SelectField
        label={label}
        value={wish.agent}
        options={[{ value: '', label: 'Same as the one that works' }, ...agents.map((agent) => ({ value: agent.id, label: agent.label }))]}
        onChange={(agent) => onChange({ agent, model: '' })}
      />
      {models.length > 0 && (
        <SelectField
          label={`Model: ${label.toLowerCase()}`}
          hideLabel
          value={wish.model}
          options={[{ value: '', label: 'Its default model' }, ...models.map((model) => ({ value: model.id, label: model.label }))]}
          onChange={(model) => onChange({ ...wish, model })}
        />
      )}
    </div>
  );
};

interface LongTaskFieldsProps {
  readonly long: LongChoices;
  readonly onChange: (long: LongChoices) => void;
}

export const LongTaskFields = ({ long, onChange }: LongTaskFieldsProps) => (
  <div className="grid gap-3 border-t border-line px-4 py-3">
    <p className="text-sm text-muted">
      One agent proposes what must be so in the end, one works, and one with fresh eyes judges the result in a copy of its own; round after
      round until all of it holds or a limit is reached.
    </p>
    <div className="grid gap-3 tablet:grid-cols-2">
      <RoleFields label="Who plans" wish={long.planner} onChange={(planner) => onChange({ ...long, planner })} />
      <RoleFields label="Who judges" wish={long.evaluator} onChange={(evaluator) => onChange({ ...long, evaluator })} />
      <TextField
        label="Rounds at most"
        inputMode="numeric"
        value={long.rounds}
        error={roundsError(long.rounds)}
        onChange={(event) => onChange({ ...long, rounds: event.currentTarget.value })}
      />
      <TextField
        label="Tokens at most"
        inputMode="numeric"
        placeholder="no limit"
        value={long.tokens}
        error={tokensError(long.tokens)}
        onChange={(event) => onChange({ ...long, tokens: event.currentTarget.value })}
      />
    </div>
    <Switch
      label="Ask me about the criteria first"
      hint="Off: the work begins with what the planner proposes."
      checked={long.agreement === 'ask'}
      onChange={(ask) => onChange({ ...long, agreement: ask ? 'ask' : 'auto' })}
    />
    <Switch
      label="The one that judges may write in its copy"
      hint="For tests and builds that leave files behind. It never reaches the work itself."
      checked={long.evaluatorWrites}
      onChange={(evaluatorWrites) => onChange({ ...long, evaluatorWrites })}
    />
  </div>
);
