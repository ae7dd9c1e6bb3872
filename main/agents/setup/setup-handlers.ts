/** The part of the contract by which agents are set up: entries of `config.json`, their secrets, and who has the agent. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { looksSecret, type AgentDraft, type AgentEntry, type AgentPreset, type AgentSetup, type AgentUser } from '#contract/agent-setup.ts';
import { failure } from '#contract/failure.ts';
import type { AgentId } from '#contract/ids.ts';
import type { TopicSource } from '#main/base/topic.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { defaultOf, type AgentsConfig, type ConfiguredAgent } from '#main/agents/agent-config.ts';
import { backendNames, type AgentRegistry } from '#main/agents/registry.ts';
import { entryOf } from './draft-entry.ts';
import type { Entry } from './entry.ts';
import { secretName, type SecretStore } from './entry-secrets.ts';
import { agentPresets } from '#main/agents/agent-presets.ts';

export interface SetupNeeds {
  readonly registry: Pick<AgentRegistry, 'configured' | 'config' | 'reload'>;
  readonly secrets: SecretStore;
  /** Holds a folder for each account that was made here. */
  readonly accountsFolder: string;
  readonly usersOf: (agent: AgentId) => readonly AgentUser[];
}

type SetupCall = 'agents.setup' | 'agents.save' | 'agents.remove' | 'agents.users' | 'agents.account-folder';

const variablesOf = (entry: Entry): AgentEntry['variables'] => {
  const kept = (entry.secrets ?? []).map((name) => ({ name, kind: 'secret' as const, value: null }));
  const written = Object.entries(entry.environment ?? {}).map(([name, value]) => {
    if (value === null) return { name, kind: 'removed' as const, value: null };
    // Written into the file by hand: it is not shown all the same, and moves to the keys when the agent is saved.
    return looksSecret(name, value) ? { name, kind: 'secret' as const, value: null } : { name, kind: 'plain' as const, value };
  });
  return [...written.filter(({ name }) => !kept.some((secret) => secret.name === name)), ...kept].toSorted((a, b) =>
    a.name.localeCompare(b.name),
  );
};

const empty: Entry = { backend: '' };

const shown = ({ id, config, problem }: ConfiguredAgent, changed: boolean): AgentEntry => {
  const entry = config ?? empty;
  return {
    id: id as AgentId,
    backend: entry.backend,
    preset: entry.preset ?? null,
    label: entry.label ?? null,
    program: entry.command ?? entry.binary ?? null,
    args: entry.args ?? null,
    home: entry.home ?? null,
    folders: entry.folders ?? [],
    hosts: entry.hosts ?? [],
    hidden: entry.hidden === true,
    terminal: entry.terminal ?? null,
    variables: variablesOf(entry),
    builtIn: defaultOf(id) !== null,
    changed,
    problem,
  };
};

const viewOf = ({ registry, secrets }: SetupNeeds, { agents, changed, problems }: AgentsConfig): AgentSetup => ({
  file: registry.config.path,
  problems,
  agents: agents.map((agent) => shown(agent, changed.has(agent.id))),
  presets: agentPresets.filter(({ backend }) => backendNames.has(backend)),
  secretsIn: secrets.place,
});

const setupTopic = (needs: SetupNeeds): TopicSource<AgentSetup, AgentSetup> => ({
  snapshot: () => viewOf(needs, needs.registry.configured.snapshot()),
  listen: (listener) => needs.registry.configured.listen((events) => listener(events.map((config) => viewOf(needs, config)))),
});

/** Values that a person typed go to the keys; one written by hand into the file moves there. */
const keepSecrets = ({ secrets }: SetupNeeds, draft: AgentDraft, before: Entry | null): void => {
  const wanted = draft.variables.filter(({ kind }) => kind === 'secret');
  for (const { name, value } of wanted) {
    const given = value ?? before?.environment?.[name] ?? null;
    if (given !== null && given !== '') secrets.set(secretName(draft.id, name), given);
    else if (!secrets.has(secretName(draft.id, name)))
      throw failure('invalid', `${name} has no value.`, 'Give it one, or leave the variable out.');
  }
  for (const name of before?.secrets ?? [])
    if (!wanted.some((variable) => variable.name === name)) secrets.clear(secretName(draft.id, name));
};

/** One that looks like a secret is one, whatever it was given as. */
const withSecretsNamed = (draft: AgentDraft): AgentDraft => ({
  ...draft,
  variables: draft.variables.map((variable) =>
    variable.kind === 'plain' && looksSecret(variable.name, variable.value ?? '') ? { ...variable, kind: 'secret' } : variable,
  ),
});

const presetOf = ({ backend, preset }: AgentDraft): AgentPreset | null =>
  agentPresets.find((one) => one.backend === backend && one.id === preset) ?? null;

const check = (draft: AgentDraft): void => {
  if (!backendNames.has(draft.backend)) throw failure('invalid', `There is no backend named “${draft.backend}”.`);
  if (draft.preset !== null && presetOf(draft) === null) throw failure('invalid', `There is no preset named “${draft.preset}”.`);
  const drivesAny = draft.backend === 'acp' || draft.backend === 'terminal';
  if (drivesAny && draft.preset === null && draft.program === null)
    throw failure('invalid', 'It is not said which program this agent is.', 'Name the program, or choose a preset.');
  try {
    if (draft.terminal?.waits !== undefined) new RegExp(draft.terminal.waits, 'u');
  } catch (error) {
    const details = error instanceof Error ? error.message : String(error);
    throw failure('invalid', 'The pattern by which it waits is no regular expression.', 'Correct it.', { details });
  }
};

export const setupHandlers = (needs: SetupNeeds): Pick<Handlers, SetupCall> => {
  const { registry, secrets, usersOf } = needs;
  const find = (id: string): ConfiguredAgent | undefined => registry.configured.snapshot().agents.find((agent) => agent.id === id);
  return {
    'agents.setup': () => setupTopic(needs),
    'agents.save': async ({ agent, isNew }) => {
      const draft = withSecretsNamed(agent);
      const before = find(draft.id);
      if (isNew && before !== undefined) throw failure('exists', `There is an agent named “${draft.id}” already.`, 'Choose another name.');
      check(draft);
      keepSecrets(needs, draft, before?.config ?? null);
      await registry.config.change(draft.id, (entry) => entryOf(draft, entry));
      await registry.reload();
      return null;
    },
    'agents.remove': async ({ agent }) => {
      const entry = find(agent);
      if (entry === undefined) throw failure('not-found', `There is no agent named “${agent}”.`);
      await registry.config.change(agent, () => undefined);
      for (const name of entry.config?.secrets ?? []) secrets.clear(secretName(agent, name));
      await registry.reload();
      return usersOf(agent);
    },
    'agents.users': ({ agent }) => usersOf(agent),
    'agents.account-folder': async ({ agent, backend }) => {
      const path = join(needs.accountsFolder, `${backend}-${agent}`);
      await mkdir(path, { recursive: true, mode: 0o700 });
      return { path };
    },
  };
};
