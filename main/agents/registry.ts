/**
 * The agents of this data folder: made from `config.json`, looked for on the machine, handed to `threads/` by id. What changes in
 * the file, or on the machine, is taken up while threads run. A program that is missing is a status, never an error.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Agent } from '#contract/agents.ts';
import { failure } from '#contract/failure.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { log } from '#main/base/log.ts';
import { ValueTopic, type TopicSource } from '#main/base/topic.ts';
import type { AgentBackend, AgentConfig, AgentSession, SessionStart } from './agent-backend.ts';
import { readAgentsConfig, type AgentsConfig, type ConfiguredAgent } from './agent-config.ts';
import { createAcpBackend } from './acp/acp-backend.ts';
import { createClaudeBackend } from './claude/claude-backend.ts';
import { createCodexBackend } from './codex/codex-backend.ts';
import { lookFor } from './look-for.ts';
import { createNativeBackend } from './native/native-backend.ts';
import type { NativeMeans } from './native/native-means.ts';
import { createScriptedBackend } from './scripted/scripted-backend.ts';
import { createTerminalBackend } from './terminal/terminal-backend.ts';
import type { TerminalMeans } from './terminal/terminal-means.ts';
import { SeenAgents, type RememberedValues } from './seen-agents.ts';
import { openServed, ServedBackend } from './served-backend.ts';
import { fixForAccount } from './setup/account-homes.ts';
import { ConfigFile } from './setup/config-file.ts';
import { noSecrets, withSecrets, type SecretStore } from './setup/entry-secrets.ts';

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
  /** Takes up what the file says now, and looks for what changed in the background. Never throws. */
  readonly reload: () => Promise<void>;
  /** The file as it was read last. */
  readonly configured: TopicSource<AgentsConfig, AgentsConfig>;
  readonly config: ConfigFile;
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
  /** Absent: there are no terminals here. */
  readonly terminals?: TerminalMeans;
  /** Values of secret variables. Absent: there are none. */
  readonly secrets?: SecretStore;
  /** Keeps what was seen over restarts. */
  readonly remembered?: RememberedValues;
}

const noTerminals: TerminalMeans = {
  start: () => Promise.reject(failure('unavailable', 'No terminal can be opened here.')),
};

type Create = (id: string, config: AgentConfig, options: RegistryOptions) => AgentBackend;

const backends: Readonly<Record<string, Create>> = {
  acp: createAcpBackend,
  claude: createClaudeBackend,
  codex: createCodexBackend,
  native: (id, config, { native }) => createNativeBackend(id, config, native),
  scripted: createScriptedBackend,
  terminal: (id, config, { terminals }) => createTerminalBackend(id, config, terminals ?? noTerminals),
};

/** What an entry may name. */
export const backendNames: ReadonlySet<string> = new Set(Object.keys(backends));

const noAbilities: Agent['abilities'] = { steer: 'none', images: false, questions: false, plans: false, resume: false };

const blank = ({ id, config }: ConfiguredAgent, status: Agent['status']): Agent => ({
  id,
  backend: config?.backend ?? '',
  label: config?.label ?? id,
  status,
  abilities: noAbilities,
  models: [],
  ...(config?.hidden === true ? { hidden: true } : {}),
});

const problemOf = ({ config, problem }: ConfiguredAgent): string | null =>
  config === null || Object.hasOwn(backends, config.backend)
    ? problem
    : `There is no backend named “${config.backend}”. There are: ${Object.keys(backends).toSorted().join(', ')}.`;

/** A session that begins so long after the last look has another one taken beside it. */
const LOOK_AGAIN_AFTER_MS = 10 * 60_000;

/** One agent as it is set up now. */
interface Live {
  readonly entry: ConfiguredAgent;
  /** With the values of its secrets; null when it cannot be used, for the reason in `problem`. */
  readonly config: AgentConfig | null;
  readonly problem: string | null;
  served: ServedBackend | null;
  version: string | null;
  lookedAt: number;
}

class Registry {
  readonly topic = new ValueTopic<readonly Agent[]>([]);
  readonly configured: ValueTopic<AgentsConfig>;
  readonly #options: RegistryOptions;
  readonly #seen: SeenAgents;
  readonly #over = new AbortController();
  readonly #retired = new Set<ServedBackend>();
  #live = new Map<string, Live>();
  #looking: Promise<void> | null = null;

  constructor(options: RegistryOptions, config: AgentsConfig) {
    this.#options = options;
    this.#seen = new SeenAgents(options.remembered ?? null);
    this.configured = new ValueTopic(config);
    this.take(config);
  }

  readonly backend = (id: string): AgentBackend => {
    const latest = (): ServedBackend => this.#servedOf(id);
    return { ...latest().inner, open: (start) => this.#open(id, latest, start) };
  };

  readonly refresh = (): Promise<void> => (this.#looking ??= this.lookAt([...this.#live.values()]).finally(() => (this.#looking = null)));

  readonly refreshOf = (backend: string): Promise<void> =>
    this.lookAt([...this.#live.values()].filter(({ config }) => config?.backend === backend));

  readonly processes = (): ReturnType<AgentBackend['processes']> => this.#all().flatMap(({ inner }) => inner.processes());

  /** Agents whose setup is the same stay as they are. Gives those that do not. */
  take(config: AgentsConfig): readonly Live[] {
    for (const problem of config.problems) log.warning('agents config', { problem });
    const before = this.#live;
    this.#live = new Map(config.agents.map((entry) => [entry.id, this.#same(before.get(entry.id), entry)]));
    for (const [id, live] of before) if (this.#live.get(id) !== live) this.#retire(live.served);
    const fresh = [...this.#live].flatMap(([id, live]) => (before.get(id) === live ? [] : [live]));
    const known = new Map(this.topic.snapshot().map((agent) => [agent.id, agent]));
    this.topic.set(
      [...this.#live.values()].map((live) => (fresh.includes(live) ? this.#first(live) : (known.get(live.entry.id) ?? this.#first(live)))),
    );
    return fresh;
  }

  /** Nothing is known of an agent when the file is broken for a while: then all stay as they are. Gives the agents to look for. */
  reload(config: AgentsConfig): readonly Live[] {
    if (!config.isWhole) {
      this.configured.set({ ...this.configured.snapshot(), problems: config.problems });
      return [];
    }
    const fresh = this.take(config);
    this.configured.set(config);
    this.#seen.keepOnly(new Set(this.#live.keys()));
    return fresh;
  }

  async dispose(): Promise<void> {
    this.#over.abort();
    await Promise.all(this.#all().map(({ inner }) => inner.dispose()));
  }

  #all(): readonly ServedBackend[] {
    return [...[...this.#live.values()].flatMap(({ served }) => served ?? []), ...this.#retired];
  }

  #same(before: Live | undefined, entry: ConfiguredAgent): Live {
    const live = this.#made(entry);
    const isSame = before !== undefined && isDeepStrictEqual([before.entry, before.config], [live.entry, live.config]);
    if (isSame) return before;
    live.served = this.#create(live);
    return live;
  }

  #made(entry: ConfiguredAgent): Live {
    const problem = problemOf(entry);
    if (entry.config === null || problem !== null) return { entry, config: null, problem, served: null, version: null, lookedAt: 0 };
    try {
      const config = withSecrets(entry.id, entry.config, this.#options.secrets ?? noSecrets);
      return { entry, config, problem: null, served: null, version: null, lookedAt: 0 };
    } catch (error) {
      // The keychain is locked.
      return {
        entry,
        config: null,
        problem: error instanceof Error ? error.message : String(error),
        served: null,
        version: null,
        lookedAt: 0,
      };
    }
  }

  #create({ entry: { id }, config }: Live): ServedBackend | null {
    const create = config === null ? undefined : backends[config.backend];
    return config === null || create === undefined ? null : new ServedBackend(create(id, config, this.#options));
  }

  #retire(served: ServedBackend | null): void {
    if (served === null) return;
    this.#retired.add(served);
    void served.retire().then(() => this.#retired.delete(served));
  }

  #first({ entry, problem }: Live): Agent {
    const fix = `Correct it in the settings, or in ${this.#options.configFile}.`;
    if (problem !== null) return blank(entry, { kind: 'broken', message: problem, fix });
    const seen = this.#seen.of(entry.id, entry);
    return seen ?? blank(entry, { kind: 'checking' });
  }

  #servedOf(id: string): ServedBackend {
    const live = this.#live.get(id);
    if (live?.served !== null && live?.served !== undefined) return live.served;
    if (live === undefined)
      throw failure('not-found', `There is no agent named “${id}”.`, 'Choose another agent for the task, or add it in the settings.');
    throw failure(
      'unavailable',
      live.problem ?? `The agent “${id}” cannot be used.`,
      'Choose another agent, or correct it in the settings.',
    );
  }

  /** Its program may have been updated since it was looked at. */
  #open(id: string, latest: () => ServedBackend, start: SessionStart): Promise<AgentSession> {
    const live = this.#live.get(id);
    log.info('agents.session', { agent: id, version: live?.version ?? null });
    if (live !== undefined && performance.now() - live.lookedAt > LOOK_AGAIN_AFTER_MS) void this.lookAt([live]);
    return openServed(latest, start);
  }

  async lookAt(lives: readonly Live[]): Promise<void> {
    const todo = [...lives];
    // Each is a program that starts: all at once would be felt.
    const worker = async (): Promise<void> => {
      for (let live = todo.shift(); live !== undefined; live = todo.shift()) await this.#look(live);
    };
    await Promise.all([worker(), worker(), worker()]);
  }

  async #look(live: Live): Promise<void> {
    const { served, entry, config } = live;
    live.lookedAt = performance.now();
    if (served === null || config === null || this.#over.signal.aborted) return;
    const seen = await lookFor(served.inner, this.#over.signal, (status) => blank(entry, status));
    if (seen === null || this.#live.get(entry.id) !== live) return;
    const agent = { ...seen, status: fixForAccount(config, seen.status), ...(config.hidden === true ? { hidden: true } : {}) };
    this.#tookVersion(live, agent);
    this.#seen.put(entry.id, entry, agent);
    this.topic.set(this.topic.snapshot().map((other) => (other.id === agent.id ? agent : other)));
  }

  /** The program was updated under us: who is at work goes on with the old one, everybody else gets the new one. */
  #tookVersion(live: Live, { status }: Agent): void {
    if (!('version' in status)) return;
    const isUpdate = live.version !== null && live.version !== status.version && live.served?.isInUse === true;
    if (isUpdate) {
      log.info('agents.updated', { agent: live.entry.id, from: live.version, to: status.version });
      const old = live.served;
      live.served = this.#create(live);
      this.#retire(old);
    }
    live.version = status.version;
  }
}

/** Reads the configuration and begins to look for the agents in the background. Never throws. */
export const openAgentRegistry = async (options: RegistryOptions): Promise<AgentRegistry> => {
  const config = new ConfigFile(options.configFile);
  const registry = new Registry(options, await readAgentsConfig(config));
  const take = async (): Promise<() => Promise<void>> => {
    const fresh = registry.reload(await readAgentsConfig(config));
    return () => registry.lookAt(fresh);
  };
  const reload = async (): Promise<void> => void (await take())();
  config.watch(() => void reload());
  void registry.refresh();
  const { backend, topic, configured, refresh, refreshOf, processes } = registry;
  return {
    ...{ backend, topic, configured, refreshOf, processes, config, reload },
    agents: topic.snapshot,
    refresh: async () => {
      const looking = refresh();
      const look = await take();
      await Promise.all([look(), looking]);
    },
    dispose: async () => {
      config.dispose();
      await registry.dispose();
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
