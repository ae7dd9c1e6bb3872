/** Adds or changes an MCP server. */
import { useState } from 'react';
import type { McpServer } from '#contract/mcp.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { TextArea, TextField } from './field.tsx';
import { emptyMcpForm, formOf, readMcpForm, type McpForm, type McpProblems } from './mcp-form.ts';
import { Segmented } from './segmented.tsx';
import { ProblemNote, type Problem } from './states.tsx';
import { Switch } from './switch.tsx';

/** Who could get it. */
export interface McpAgent {
  readonly id: string;
  readonly label: string;
}

interface FieldsProps {
  readonly form: McpForm;
  readonly problems: McpProblems;
  readonly change: (patch: Partial<McpForm>) => void;
  readonly agents: readonly McpAgent[];
}

const kinds = [
  { value: 'command', label: 'Program' },
  { value: 'address', label: 'Address' },
] as const;

const Agents = ({ form, agents, change }: Pick<FieldsProps, 'form' | 'agents' | 'change'>) => (
  <fieldset className="grid gap-2">
    <legend className="mb-1.5 font-medium">Agents that get it</legend>
    {agents.map(({ id, label }) => (
      <Switch
        key={id}
        label={label}
        checked={!form.notFor.includes(id)}
        onChange={(on) => change({ notFor: on ? form.notFor.filter((other) => other !== id) : [...form.notFor, id] })}
      />
    ))}
  </fieldset>
);

const Fields = ({ form, problems, change, agents }: FieldsProps) => {
  const isCommand = form.kind === 'command';
  return (
    <div className="grid gap-3">
      <TextField
        label="Name"
        hint="Its tools carry it."
        error={problems.name ?? null}
        value={form.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Segmented label="Kind of server" value={form.kind} options={kinds} onChange={(kind) => change({ kind })} />
      {isCommand ? (
        <TextField
          mono
          label="Command"
          hint="For example: npx -y @scope/server. {worktree} stands for the folder of the task."
          error={problems.command ?? null}
          value={form.command}
          onChange={(event) => change({ command: event.currentTarget.value })}
        />
      ) : (
        <TextField
          mono
          type="url"
          label="Address"
          hint="Of a server that speaks streamable HTTP."
          error={problems.url ?? null}
          value={form.url}
          onChange={(event) => change({ url: event.currentTarget.value })}
        />
      )}
      <TextArea
        mono
        label={isCommand ? 'Variables' : 'Headers'}
        hint={
          isCommand ? 'One NAME=value a line. They are stored as they are: no secrets here.' : 'One Name: value a line. No secrets here.'
        }
        error={problems.values ?? null}
        value={form.values}
        onChange={(event) => change({ values: event.currentTarget.value })}
      />
      <TextField
        mono
        label="Secrets"
        hint={`Names of ${isCommand ? 'variables' : 'headers'} only, such as ${isCommand ? 'GITHUB_TOKEN' : 'Authorization'}. Their values are set afterwards and kept with the keys.`}
        error={problems.secrets ?? null}
        value={form.secrets}
        onChange={(event) => change({ secrets: event.currentTarget.value })}
      />
      {isCommand && (
        <Switch
          label="Run it in the sandbox of the task"
          hint="Then it has what the task has: its folder, its allowed hosts. Otherwise it runs in your home with your rights."
          checked={form.sandboxed}
          onChange={(sandboxed) => change({ sandboxed })}
        />
      )}
      {agents.length > 0 && <Agents form={form} agents={agents} change={change} />}
    </div>
  );
};

interface McpServerDialogProps {
  /** Null adds one. */
  readonly entry: { readonly name: string; readonly server: McpServer } | null;
  readonly agents: readonly McpAgent[];
  /** What is wrong; null when it is saved. */
  readonly onSave: (name: string, server: McpServer) => Promise<Problem | null>;
  readonly onClose: () => void;
}

export const McpServerDialog = ({ entry, agents, onSave, onClose }: McpServerDialogProps) => {
  const [form, setForm] = useState(() => (entry === null ? emptyMcpForm : formOf(entry.name, entry.server)));
  const [problems, setProblems] = useState<McpProblems>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async (): Promise<void> => {
    const read = readMcpForm(form, entry?.server.enabled ?? true);
    if ('problems' in read) return setProblems(read.problems);
    const wrong = await onSave(form.name, read.server);
    if (wrong === null) onClose();
    else setProblem(wrong);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={entry === null ? 'Add an MCP server' : `MCP server ${entry.name}`}
      description="It gives agents more tools. A program runs on this computer; add only what you trust."
      footer={
        <>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" look="primary" onClick={() => void save()}>
            {entry === null ? 'Add' : 'Save'}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <Fields
          form={form}
          problems={problems}
          agents={agents}
          change={(patch) => {
            setForm((before) => ({ ...before, ...patch }));
            setProblems({});
          }}
        />
        {problem !== null && <ProblemNote problem={problem} />}
      </div>
    </Dialog>
  );
};
