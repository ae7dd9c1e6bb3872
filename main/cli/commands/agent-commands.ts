/** `switchyard agents …`: the agents that can be chosen, and how they are set up. */
import type { AgentDraft, AgentEntry, AgentSetup } from '#contract/agent-setup.ts';
import { AgentDraft as Draft } from '#contract/agent-setup.ts';
import type { Agent } from '#contract/agents.ts';
import { UsageError } from '#main/cli/cli-error.ts';
import { command } from '#main/cli/command.ts';
import { harmless, type Output } from '#main/cli/output.ts';
import { settledAgents } from '#main/cli/settled-agents.ts';

const words = {
  checking: 'looking',
  ready: 'ready',
  missing: 'not installed',
  'signed-out': 'signed out',
  broken: 'does not work',
} as const;

const agentJson = (agent: Agent, entry: AgentEntry | undefined) => ({
  id: agent.id,
  label: agent.label,
  backend: agent.backend,
  preset: entry?.preset ?? null,
  status: agent.status.kind,
  version: 'version' in agent.status && agent.status.version !== '' ? agent.status.version : null,
  message: 'message' in agent.status ? agent.status.message : null,
  fix: 'fix' in agent.status ? agent.status.fix : null,
  account: agent.account ?? null,
  home: entry?.home ?? null,
  program: entry?.program ?? null,
  hidden: agent.hidden === true,
  builtIn: entry?.builtIn ?? false,
  models: agent.models.map(({ id, label, efforts, isDefault }) => ({ id, label, efforts, isDefault })),
  modes: (agent.modes ?? []).map(({ id, label, effect, kind }) => ({ id, label, effect, kind })),
});

const counted = (count: number, what: string): string | null => (count === 0 ? null : `${count} ${what}${count === 1 ? '' : 's'}`);

const agentText = (agent: Agent, entry: AgentEntry | undefined, output: Output): string => {
  const { status } = agent;
  const facts = [
    'version' in status && status.version !== '' ? status.version : null,
    agent.account ?? null,
    counted(agent.models.length, 'model'),
    counted(agent.modes?.length ?? 0, 'mode'),
    entry?.home == null ? null : `account in ${entry.home}`,
    agent.hidden === true ? 'left out of the choices' : null,
  ].filter((fact) => fact !== null);
  const style = status.kind === 'ready' ? 'green' : status.kind === 'missing' ? 'dim' : 'yellow';
  const head = `${agent.id.padEnd(18)} ${output.paint(style, words[status.kind].padEnd(14))} ${harmless(agent.label)}${facts.length === 0 ? '' : harmless(` · ${facts.join(' · ')}`)}`;
  const more = 'message' in status ? [harmless(status.message), harmless(status.fix)] : [];
  return [head, ...more.map((line) => `${' '.repeat(19)}${line}`)].join('\n');
};

const entryOf = (setup: AgentSetup, { id }: Agent): AgentEntry | undefined => setup.agents.find((entry) => entry.id === id);

export const agentsList = command({
  name: 'agents',
  usage: '',
  summary: 'List the agents: status, version, account, models and modes, and what mends them',
  options: {},
  operands: [0, 0],
  run: async ({ output, core }) => {
    const session = await core();
    const [agents, setup] = await Promise.all([settledAgents(session), session.snapshot('agents.setup', {})]);
    const text = agents.map((agent) => agentText(agent, entryOf(setup, agent), output)).join('\n');
    await output.result(
      agents.map((agent) => agentJson(agent, entryOf(setup, agent))),
      [text, ...setup.problems.map(harmless)].join('\n'),
    );
    return 0;
  },
});

const draftFrom = (fields: Partial<AgentDraft>): AgentDraft => {
  const blank = {
    ...{ preset: null, label: null, program: null, args: null, home: null, variables: [], folders: [], hosts: [] },
    ...{ hidden: false, terminal: null },
  };
  const read = Draft.safeParse({ ...blank, ...fields });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new UsageError(`${issue?.path.join('.') ?? 'It'} ${issue?.message ?? 'does not fit'}.`, 'switchyard help agents add');
};

export const agentsAdd = command({
  name: 'agents add',
  usage: 'NAME BACKEND [--preset P] [--label L] [--home FOLDER] [--host H] [--folder F] [-- PROGRAM [ARGUMENT…]]',
  summary: 'Add an agent: another account, an ACP agent, or any program in a terminal',
  notes: [
    'BACKEND is codex, claude, acp or terminal. “switchyard agents add work codex --home ~/.codex-work” is a second account of Codex.',
    'With acp and terminal either --preset names a program that is known, or the program stands after --.',
    'Variables, secret ones above all, are set in the settings or in config.json.',
  ],
  options: {
    preset: { type: 'string' },
    label: { type: 'string' },
    home: { type: 'string' },
    host: { type: 'string', multiple: true },
    folder: { type: 'string', multiple: true },
  },
  operands: [2, Number.POSITIVE_INFINITY],
  run: async ({ operands: [name = '', backend = '', program, ...args], values, output, core }) => {
    const agent = draftFrom({
      ...{ id: name as AgentDraft['id'], backend, preset: values.preset ?? null, label: values.label ?? null },
      ...{ home: values.home ?? null, program: program ?? null, args: args.length === 0 ? null : args },
      ...{ hosts: values.host ?? [], folders: values.folder ?? [] },
    });
    await (await core()).call('agents.save', { agent, isNew: true });
    await output.result({ added: agent.id }, `Added ${agent.id}. “switchyard agents” says how it stands.`);
    return 0;
  },
});

export const agentsRemove = command({
  name: 'agents rm',
  usage: 'NAME',
  summary: 'Remove an agent, or set one back that the app knows by itself',
  notes: ['Tasks that have it keep their log; to go on with them, choose another agent.'],
  options: {},
  operands: [1, 1],
  run: async ({ operands: [name = ''], output, core }) => {
    const users = await (await core()).call('agents.remove', { agent: name as AgentDraft['id'] });
    const said = users.map(({ id, title }) => `${id} ${harmless(title)} has it: choose another agent there.`);
    await output.result({ removed: name, threads: users.map(({ id }) => id) }, [`Removed ${name}.`, ...said].join('\n'));
    return 0;
  },
});
