/** Adds or changes an agent: what it is, then how it is set up. */
import { useState } from 'react';
import type { AgentEntry, AgentPreset, AgentSetup } from '#contract/agent-setup.ts';
import { saveAgent } from '#renderer/state/agent-setup.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { SelectField, TextArea, TextField } from '#renderer/ui/field.tsx';
import { ProblemNote, type Problem } from '#renderer/ui/states.tsx';
import { Switch } from '#renderer/ui/switch.tsx';
import { AgentVariables } from './agent-variables.tsx';
import { formOfEntry, formOfPreset, isAccount, ownPrograms, readAgentForm, type AgentForm, type AgentProblems } from './agent-form.ts';

export interface AgentFieldsProps {
  readonly form: AgentForm;
  readonly problems: AgentProblems;
  readonly change: (patch: Partial<AgentForm>) => void;
}

interface PresetGroup {
  readonly title: string;
  readonly presets: readonly AgentPreset[];
}

const groupsOf = (presets: readonly AgentPreset[]): readonly PresetGroup[] => [
  { title: 'Another account', presets: presets.filter(isAccount) },
  { title: 'Speaks the Agent Client Protocol', presets: presets.filter(({ backend }) => backend === 'acp') },
  { title: 'Worked with in a terminal', presets: presets.filter(({ backend }) => backend === 'terminal') },
  { title: 'Your own', presets: ownPrograms },
];

const PresetList = ({
  presets,
  onChoose,
}: {
  readonly presets: readonly AgentPreset[];
  readonly onChoose: (preset: AgentPreset) => void;
}) => (
  <div className="grid gap-4">
    {groupsOf(presets)
      .filter((group) => group.presets.length > 0)
      .map((group) => (
        <section key={group.title} aria-label={group.title} className="grid gap-1.5">
          <h3 className="text-xs font-semibold text-faint">{group.title}</h3>
          <ul className="grid gap-1.5 tablet:grid-cols-2">
            {group.presets.map((preset) => (
              <li key={`${preset.backend} ${preset.id}`} className="grid">
                <button
                  type="button"
                  className="ring-inset-focus grid content-start gap-0.5 rounded-md border border-line bg-raised px-3 py-2 text-start hover:border-line-strong hover:bg-hover"
                  onClick={() => onChoose(preset)}
                >
                  <span className="font-medium">{preset.label}</span>
                  <span className="text-sm text-muted">{preset.about}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
  </div>
);

const HomeField = ({ form, change, variable }: AgentFieldsProps & { readonly variable: string | null }) => {
  const [problem, setProblem] = useState<Problem | null>(null);
  const make = async (): Promise<void> => {
    try {
      change({ home: (await call('agents.account-folder', { agent: form.id as never, backend: form.backend })).path });
    } catch (error) {
      setProblem(failureOf(error));
    }
  };
  return (
    <div className="grid gap-1.5">
      <div className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <TextField
            mono
            label="Configuration folder"
            placeholder="its usual one"
            hint={`Where this account is signed in${variable === null ? '' : ` (${variable})`}. An empty folder is signed in first; the card then says how.`}
            value={form.home}
            onChange={(event) => change({ home: event.currentTarget.value })}
          />
        </div>
      </div>
      <Button className="w-fit" onClick={() => void make()}>
        New folder for this account
      </Button>
      {problem !== null && <ProblemNote problem={problem} />}
    </div>
  );
};

const TerminalFields = ({ form, problems, change }: AgentFieldsProps) => (
  <>
    <SelectField
      label="The first message"
      value={form.start}
      options={[
        { value: '', label: form.preset === null ? 'Typed, as usual' : 'As usual for it' },
        { value: 'typed', label: 'Typed into the program once it rests' },
        { value: 'argument', label: 'Given as its last argument' },
      ]}
      onChange={(start) => change({ start: start as AgentForm['start'] })}
    />
    <TextField
      label="Quiet seconds"
      inputMode="decimal"
      placeholder="as usual"
      hint="So long without output means that its work is done."
      error={problems.quietSeconds ?? null}
      value={form.quietSeconds}
      onChange={(event) => change({ quietSeconds: event.currentTarget.value })}
    />
    <TextField
      mono
      label="Waits when a line is like"
      placeholder="as usual: questions that end in y/n, ?, …"
      hint="A regular expression on the last visible lines. A bell and notifications of the program count too."
      error={problems.waits ?? null}
      value={form.waits}
      onChange={(event) => change({ waits: event.currentTarget.value })}
    />
  </>
);

const ReachFields = ({ form, problems, change }: AgentFieldsProps) => (
  <>
    <TextArea
      mono
      label="Folders of its own"
      hint="One a line: what the program may read and write beyond the task’s folder, such as ~/.mine. Known agents have theirs already."
      error={problems.folders ?? null}
      value={form.folders}
      onChange={(event) => change({ folders: event.currentTarget.value })}
    />
    <TextArea
      mono
      label="Hosts of its own"
      hint="One a line: what it may reach whatever the task’s policy says, such as its provider’s api.example.org."
      error={problems.hosts ?? null}
      value={form.hosts}
      onChange={(event) => change({ hosts: event.currentTarget.value })}
    />
  </>
);

interface FormProps extends AgentFieldsProps {
  readonly setup: AgentSetup;
  readonly isNew: boolean;
}

const Fields = (props: FormProps) => {
  const { form, problems, change, setup, isNew } = props;
  const drivesAny = form.backend === 'acp' || form.backend === 'terminal';
  const preset = setup.presets.find(
    ({ backend, id }) => backend === form.backend && (form.preset === null ? isAccount({ backend }) : id === form.preset),
  );
  const isProgram = drivesAny || isAccount(form);
  return (
    <div className="grid gap-3">
      <TextField
        label="Label"
        placeholder={preset?.label ?? form.id}
        error={problems.label ?? null}
        value={form.label}
        onChange={(event) => change({ label: event.currentTarget.value })}
      />
      {isNew && (
        <TextField
          mono
          label="Name"
          hint="In config.json and on the command line. It stays."
          error={problems.id ?? null}
          value={form.id}
          onChange={(event) => change({ id: event.currentTarget.value })}
        />
      )}
      {isProgram && (
        <TextField
          mono
          label="Program"
          placeholder={preset?.command ?? ''}
          hint={
            drivesAny && form.preset === null
              ? 'Name or path, with its arguments. Quotes keep words together.'
              : 'Empty: the one on the PATH. Else its path, and arguments in place of the usual ones.'
          }
          error={problems.command ?? null}
          value={form.command}
          onChange={(event) => change({ command: event.currentTarget.value })}
        />
      )}
      {isProgram && preset?.homeVariable != null && <HomeField {...props} variable={preset.homeVariable} />}
      {isProgram && <AgentVariables {...props} secretsIn={setup.secretsIn} />}
      {drivesAny && (
        <details open={!isNew && (form.folders !== '' || form.hosts !== '')} className="grid gap-3">
          <summary className="w-fit cursor-pointer rounded-sm text-sm text-muted hover:text-fg">More</summary>
          <div className="mt-3 grid gap-3">
            {form.backend === 'terminal' && <TerminalFields {...props} />}
            <ReachFields {...props} />
          </div>
        </details>
      )}
      <Switch
        label="Leave it out of the choices"
        hint="Tasks that have it keep it."
        checked={form.hidden}
        onChange={(hidden) => change({ hidden })}
      />
    </div>
  );
};

interface DialogProps {
  readonly setup: AgentSetup;
  /** Null: a new one. */
  readonly entry: AgentEntry | null;
  readonly onClose: () => void;
}

const useAgentForm = ({ entry, onClose }: DialogProps) => {
  const [form, setForm] = useState<AgentForm | null>(() => (entry === null ? null : formOfEntry(entry)));
  const [problems, setProblems] = useState<AgentProblems>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async (): Promise<void> => {
    if (form === null) return;
    const read = readAgentForm(form);
    if ('problems' in read) return setProblems(read.problems);
    try {
      await saveAgent(read.agent, entry === null);
      onClose();
    } catch (error) {
      setProblem(failureOf(error));
    }
  };
  const change = (patch: Partial<AgentForm>): void => {
    setForm((before) => (before === null ? null : { ...before, ...patch }));
    setProblems({});
    setProblem(null);
  };
  return { form, setForm, problems, problem, save, change };
};

export const AgentDialog = (props: DialogProps) => {
  const { setup, entry, onClose } = props;
  const { form, setForm, problems, problem, save, change } = useAgentForm(props);
  const taken = new Set<string>(setup.agents.map(({ id }) => id));
  return (
    <Dialog
      open
      onClose={onClose}
      title={entry === null ? 'Add an agent' : `Agent ${entry.label ?? entry.id}`}
      description={
        form === null
          ? 'What is it?'
          : entry === null
            ? 'It is looked for as soon as it is added.'
            : 'Tasks at work take changes up with their next turn.'
      }
      footer={
        <>
          {entry === null && form !== null && (
            <Button size="md" look="quiet" className="me-auto" onClick={() => setForm(null)}>
              Back
            </Button>
          )}
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          {form !== null && (
            <Button size="md" look="primary" onClick={() => void save()}>
              {entry === null ? 'Add' : 'Save'}
            </Button>
          )}
        </>
      }
    >
      {form === null ? (
        <PresetList presets={setup.presets} onChoose={(preset) => setForm(formOfPreset(preset, taken))} />
      ) : (
        <div className="grid gap-3">
          <Fields form={form} problems={problems} change={change} setup={setup} isNew={entry === null} />
          {problem !== null && <ProblemNote problem={problem} />}
        </div>
      )}
    </Dialog>
  );
};
