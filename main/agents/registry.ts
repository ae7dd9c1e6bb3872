/**
 * The agents of this data folder: made from `config.json`, looked for on the machine, handed to `threads/` by id.
 * A program that is missing is a status, never an error.
 */
import type { Agent } from '#contract/agents.ts';
import { failure } from '#contract/failure.ts';
import { failureOf } from '#main/base/errors.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { log } from '#main/base/log.ts';
import { ValueTopic, type TopicSource } from '#main/base/topic.ts';
import type { AgentBackend, AgentConfig } from './agent-backend.ts';
import { readAgentsConfig, type ConfiguredAgent } from './agent-config.ts';
import { createCodexBackend } from './codex/codex-backend.ts';
import { createNativeBackend } from './native/native-backend.ts';
import type { NativeMeans } from './native/native-means.ts';
import { createScriptedBackend } from './scripted/scripted-backend.ts';

export interface AgentRegistry {
  /** The backend of an agent. Throws AppError when there is none of that name, or its configuration is wrong. */
  readonly backend: (id: string) => AgentBackend;
  /** All agents as last seen; the statuses are `checking` until the first look is done. */
  readonly agents: () => readonly Agent[];
  readonly topic: TopicSource<readonly Agent[], readonly Agent[]>;
  /** Looks again. Calls while a look is under way share it. Never throws. */
  readonly refresh: () => Promise<void>;
  /** Looks again for the agents of one backend, after a change that only they can know of. */
  readonly refreshOf: (backend: string) => Promise<void>;
  /** Sentences about what is wrong in `config.json` beyond single agents. */
  readonly problems: readonly string[];
  /** Processes that backends hold, for the status bar. */
  readonly processes: () => readonly { readonly pid: number; readonly name: string }[];
  /** Ends all sessions and processes. */
  readonly dispose: () => Promise<void>;
}

export interface RegistryOptions {
  /** `config.json` of the data folder; need not be there. */
  readonly configFile: string;
  /** A folder of ours for temporary files of agents; made when needed. */
  readonly temporaryFolder: string;
  readonly native: NativeMeans;
}

type Create = (id: string, config: AgentConfig, options: RegistryOptions) => AgentBackend;

const backends: Readonly<Record<string, Create>> = {
  codex: createCodexBackend,
  native: (id, config, { native }) => createNativeBackend(id, config, native),
  scripted: createScriptedBackend,
};

const noAbilities: Agent['abilities'] = { steer: 'none', images: false, questions: false, plans: false, resume: false };

const blank = (configured: ConfiguredAgent, status: Agent['status']): Agent => ({
  id: configured.id,
  backend: configured.config?.backend ?? '',
  label: configured.config?.label ?? configured.id,
  status,
  abilities: noAbilities,
  models: [],
});

const problemOf = ({ config, problem }: ConfiguredAgent): string | null =>
  config === null || config.backend in backends
    ? problem
    : `There is no backend named “${config.backend}”. There are: ${Object.keys(backends).toSorted().join(', ')}.`;

const detect = async (backend: AgentBackend, configured: ConfiguredAgent): Promise<Agent> => {
  try {
    return await backend.detect();
  } catch (error) {
    // detect promises not to throw; should it do so all the same, the other agents must not suffer.
    const { message, action } = failureOf(error);
    return blank(configured, { kind: 'broken', message, fix: action ?? 'Look again.' });
  }
};

/** Reads the configuration and begins to look for the agents in the background. Never throws. */
export const openAgentRegistry = async (options: RegistryOptions): Promise<AgentRegistry> => {
  const { agents: configured, problems } = await readAgentsConfig(options.configFile);
  for (const problem of problems) log.warning('agents config', { problem });
  const made = new Map<string, AgentBackend>();
  for (const { id, config } of configured) {
    const create = config === null ? undefined : backends[config.backend];
    if (config !== null && create !== undefined) made.set(id, create(id, config, options));
  }
  const first = (entry: ConfiguredAgent): Agent => {
    const problem = problemOf(entry);
    return blank(
      entry,
      problem === null
        ? { kind: 'checking' }
        : { kind: 'broken', message: problem, fix: `Correct ${options.configFile}, then start again.` },
    );
  };
  const topic = new ValueTopic<readonly Agent[]>(configured.map(first));
  const lookAt = async (entries: readonly ConfiguredAgent[]): Promise<void> => {
    await Promise.all(
      entries.map(async (entry) => {
        const backend = made.get(entry.id);
        if (backend === undefined) return;
        const found = await detect(backend, entry);
        topic.set(topic.snapshot().map((agent) => (agent.id === found.id ? found : agent)));
      }),
    );
  };
  let looking: Promise<void> | null = null;
  const refresh = (): Promise<void> => (looking ??= lookAt(configured).finally(() => (looking = null)));
  void refresh();

  return {
    backend: (id) => {
      const backend = made.get(id);
      if (backend !== undefined) return backend;
      const entry = configured.find((other) => other.id === id);
      const message = entry === undefined ? `There is no agent named “${id}”.` : (problemOf(entry) ?? `The agent “${id}” cannot be used.`);
      throw failure(
        entry === undefined ? 'not-found' : 'unavailable',
        message,
        'Choose another agent, or correct config.json in the data folder.',
      );
    },
    agents: topic.snapshot,
    topic,
    refresh,
    refreshOf: (backend) => lookAt(configured.filter(({ config }) => config?.backend === backend)),
    problems,
    processes: () => [...made.values()].flatMap((backend) => backend.processes()),
    dispose: async () => {
      await looking;
      await Promise.all([...made.values()].map((backend) => backend.dispose()));
    },
  };
};

export const agentHandlers = (registry: AgentRegistry): Pick<Handlers, 'agents' | 'agents.refresh'> => ({
  agents: () => registry.topic,
  'agents.refresh': async () => {
    await registry.refresh();
    return null;
  },
});
