/** The form of an agent: texts as a person types them, and the agent that they mean. Pure. */
import { AgentDraft, type AgentEntry, type AgentPreset } from '#contract/agent-setup.ts';
import { wordsOf } from '#renderer/ui/mcp-form.ts';

export interface AgentForm {
  readonly id: string;
  readonly backend: string;
  readonly preset: string | null;
  readonly label: string;
  /** Name or path; for one's own program with its arguments, as in a shell. */
  readonly command: string;
  readonly home: string;
  /** Lines `NAME=value`; `-NAME` takes one away. */
  readonly variables: string;
  /** Names whose values are kept already. */
  readonly secrets: readonly string[];
  /** One a line. */
  readonly folders: string;
  readonly hosts: string;
  readonly hidden: boolean;
  readonly start: 'typed' | 'argument' | '';
  readonly quietSeconds: string;
  readonly waits: string;
}

const blank: AgentForm = {
  ...{ id: '', backend: '', preset: null, label: '', command: '', home: '', variables: '', secrets: [], folders: '', hosts: '' },
  ...{ hidden: false, start: '', quietSeconds: '', waits: '' },
};

/** Programs of the user's own: the two ways to work with them. */
export const ownPrograms: readonly AgentPreset[] = [
  {
    ...{ id: 'own-acp', backend: 'acp', label: 'Your own ACP agent', command: '', homeVariable: null },
    about: 'A program that speaks the Agent Client Protocol on its input and output.',
  },
  {
    ...{ id: 'own-terminal', backend: 'terminal', label: 'Your own terminal program', command: '', homeVariable: null },
    about: 'Any program that is worked with in a terminal.',
  },
];

const isOwn = (preset: AgentPreset): boolean => ownPrograms.includes(preset);
/** One program each: a second entry of it is another account. */
export const isAccount = ({ backend }: Pick<AgentPreset, 'backend'>): boolean => backend === 'codex' || backend === 'claude';

const freeName = (wanted: string, taken: ReadonlySet<string>): string => {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.has(name)) return name;
  }
};

export const formOfPreset = (preset: AgentPreset, taken: ReadonlySet<string>): AgentForm => {
  const own = isOwn(preset);
  const id = freeName(own ? 'my-agent' : preset.id, taken);
  const number = /-(\d+)$/.exec(id)?.[1];
  return {
    ...blank,
    id,
    backend: preset.backend,
    preset: own || isAccount(preset) ? null : preset.id,
    label: own ? '' : number === undefined ? preset.label : `${preset.label} ${number}`,
  };
};

const quoted = (word: string): string => (word !== '' && /^[^\s"'\\]+$/.test(word) ? word : `"${word.replaceAll(/["\\]/g, '\\$&')}"`);

export const formOfEntry = (entry: AgentEntry): AgentForm => ({
  ...blank,
  ...{ id: entry.id, backend: entry.backend, preset: entry.preset, label: entry.label ?? '', home: entry.home ?? '', hidden: entry.hidden },
  command: [...(entry.program === null ? [] : [entry.program]), ...(entry.args ?? [])].map(quoted).join(' '),
  variables: entry.variables
    .flatMap(({ name, kind, value }) => (kind === 'secret' ? [] : [kind === 'removed' ? `-${name}` : `${name}=${value ?? ''}`]))
    .join('\n'),
  secrets: entry.variables.flatMap(({ name, kind }) => (kind === 'secret' ? [name] : [])),
  folders: entry.folders.join('\n'),
  hosts: entry.hosts.join('\n'),
  start: entry.terminal?.start ?? '',
  quietSeconds: entry.terminal?.quietSeconds === undefined ? '' : String(entry.terminal.quietSeconds),
  waits: entry.terminal?.waits ?? '',
});

export type AgentProblems = Partial<Record<keyof AgentForm, string>>;

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

type Variables = AgentDraft['variables'];

/** Null when a line is neither. */
const variablesOf = (text: string): Variables | null => {
  const found = linesOf(text).map((line): Variables[number] | null => {
    if (/^-[A-Za-z_]\w*$/.test(line)) return { name: line.slice(1), kind: 'removed', value: null };
    const [, name, value] = /^([A-Za-z_]\w*)\s*=(.*)$/.exec(line) ?? [];
    return name === undefined ? null : { name, kind: 'plain', value: (value ?? '').trim() };
  });
  return found.includes(null) ? null : found.filter((variable) => variable !== null);
};

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

const terminalOf = ({ backend, start, quietSeconds, waits }: AgentForm): AgentDraft['terminal'] =>
  backend !== 'terminal'
    ? null
    : {
        ...(start === '' ? {} : { start }),
        ...(quietSeconds.trim() === '' ? {} : { quietSeconds: Number(quietSeconds) }),
        ...(waits.trim() === '' ? {} : { waits: waits.trim() }),
      };

export const readAgentForm = (form: AgentForm): { readonly agent: AgentDraft } | { readonly problems: AgentProblems } => {
  const words = wordsOf(form.command);
  const variables = variablesOf(form.variables);
  const drivesAny = form.backend === 'acp' || form.backend === 'terminal';
  const needsProgram = drivesAny && form.preset === null;
  const [program = null, ...args] = words ?? [];
  const problems: AgentProblems = {
    ...(/^[a-z0-9][a-z0-9-]{0,39}$/.test(form.id) ? {} : { id: 'Small letters, digits and dashes, at most 40.' }),
    ...(words === null ? { command: 'A quote is left open.' } : {}),
    ...(needsProgram && words?.length === 0 ? { command: 'Which program?' } : {}),
    ...(variables === null ? { variables: 'One NAME=value a line, or -NAME to take one away.' } : {}),
    ...(form.quietSeconds.trim() !== '' && !(Number(form.quietSeconds) >= 0.2 && Number(form.quietSeconds) <= 600)
      ? { quietSeconds: 'Between 0.2 and 600 seconds.' }
      : {}),
  };
  if (Object.keys(problems).length > 0) return { problems };
  const given = new Set((variables ?? []).map(({ name }) => name));
  const kept = form.secrets.filter((name) => !given.has(name)).map((name) => ({ name, kind: 'secret' as const, value: null }));
  const read = AgentDraft.safeParse({
    ...{ id: form.id, backend: form.backend, preset: form.preset, hidden: form.hidden, program, home: orNull(form.home) },
    label: orNull(form.label),
    args: args.length === 0 ? null : args,
    variables: [...(variables ?? []), ...kept],
    folders: linesOf(form.folders),
    hosts: linesOf(form.hosts),
    terminal: terminalOf(form),
  });
  if (read.success) return { agent: read.data };
  const field = String(read.error.issues[0]?.path[0] ?? 'label');
  const known: Readonly<Record<string, keyof AgentForm>> = { program: 'command', args: 'command', terminal: 'waits' };
  return { problems: { [known[field] ?? (field as keyof AgentForm)]: 'This does not fit.' } };
};
