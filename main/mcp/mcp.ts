/** The user's MCP servers: their list, their secrets, what was last seen of them, and sessions with them for threads. */
import { failure } from '#contract/failure.ts';
import type { AgentId } from '#contract/ids.ts';
import { McpServers, type McpEntry, type McpServer, type McpState } from '#contract/mcp.ts';
import type { Project } from '#contract/projects.ts';
import type { HandedServer, SessionPlace } from '#main/agents/agent-backend.ts';
import { ValueTopic } from '#main/base/topic.ts';
import type { KeyStore } from '#main/models/key-store.ts';
import type { SettingsTable } from '#main/storage/settings-table.ts';
import { handServers, isFor } from './handed-servers.ts';
import { McpConnection } from './mcp-connection.ts';
import { McpSession } from './mcp-session.ts';
import { listServers, serversInForce, type ListedServer, type ServerInForce } from './server-in-force.ts';
import { ServerRelay } from './server-relay.ts';

const KEY = 'mcp';

export interface McpOptions {
  readonly table: Pick<SettingsTable, 'get' | 'put'>;
  readonly keys: Pick<KeyStore, 'has' | 'secret' | 'set' | 'clear'>;
  readonly environment: NodeJS.ProcessEnv;
}

type ProjectScope = Pick<Project, 'settings' | 'file' | 'trust'>;
type HandedPlace = Pick<SessionPlace, 'cwd' | 'environment' | 'sandbox'>;

const secretKey = (server: string, secret: string): string => `mcp/${server}/${secret}`;

export class Mcp {
  readonly topic: ValueTopic<readonly McpEntry[]>;
  readonly #options: McpOptions;
  readonly #states = new Map<string, McpState>();
  readonly #sessions = new Set<McpSession>();
  readonly #relay = new ServerRelay();
  #servers: McpServers;

  constructor(options: McpOptions) {
    this.#options = options;
    const stored = McpServers.safeParse(options.table.get(KEY) ?? {});
    this.#servers = stored.success ? stored.data : {};
    this.topic = new ValueTopic(this.#view());
  }

  /** What a thread of this project has. */
  inForce(project: ProjectScope | null, agent: AgentId | null = null): readonly ServerInForce[] {
    const all = serversInForce(this.#servers, project);
    return agent === null ? all : all.filter((entry) => isFor(entry, agent));
  }

  /** All that there are for a project, in force or not. */
  listed(project: ProjectScope | null): readonly ListedServer[] {
    return listServers(this.#servers, project);
  }

  /** How a server of the user's was seen last; `unknown` for those of a project. */
  stateOf({ name, from }: ServerInForce): McpState {
    return (from === 'user' ? this.#states.get(name) : undefined) ?? { kind: 'unknown' };
  }

  /** What an agent is handed that starts its servers itself. `key` names the thread. */
  handed(key: string, agent: AgentId, scope: () => ProjectScope | null, place: HandedPlace): Promise<readonly HandedServer[]> {
    const servers = (): readonly ServerInForce[] => this.inForce(scope());
    return handServers({ key, agent, place, servers, secrets: this.#secrets, relay: this.#relay });
  }

  /** The thread is gone: what it was handed is void. */
  forget(key: string): void {
    this.#relay.forget(`${key}/`);
  }

  /** Nothing is started until its tools are asked for. Close it with the session of the agent. */
  openSession(servers: readonly ServerInForce[], place: SessionPlace): McpSession {
    const session = new McpSession({ servers, place, secrets: this.#secrets, onState: this.#saw });
    this.#sessions.add(session);
    return session;
  }

  async closeSession(session: McpSession): Promise<void> {
    this.#sessions.delete(session);
    await session.close();
  }

  save(before: string | null, name: string, server: McpServer): void {
    if (name !== before && Object.hasOwn(this.#servers, name))
      throw failure('exists', `There is a server “${name}” already.`, 'Choose another name.');
    const was = before === null ? undefined : this.#servers[before];
    if (before !== null && was !== undefined) this.#forgetSecrets(before, was, (secret) => before === name && goesTo(was, server, secret));
    const others = Object.entries(this.#servers).filter(([other]) => other !== before);
    this.#put(Object.fromEntries([...others, [name, server] as const].toSorted(([one], [other]) => one.localeCompare(other))));
    if (before !== null) this.#states.delete(before);
    this.#tell();
  }

  remove(name: string): void {
    const server = this.#find(name);
    this.#forgetSecrets(name, server, () => false);
    this.#put(Object.fromEntries(Object.entries(this.#servers).filter(([other]) => other !== name)));
    this.#states.delete(name);
    this.#tell();
  }

  setSecret(name: string, secret: string, value: string | null): void {
    if (!this.#find(name).secrets.includes(secret)) throw failure('invalid', `“${name}” has no secret “${secret}”.`, 'Add its name first.');
    if (value === null || value === '') this.#options.keys.clear(secretKey(name, secret));
    else this.#options.keys.set(secretKey(name, secret), value);
    this.#tell();
  }

  /** The result is in the state; never throws but `not-found`. */
  async test(name: string): Promise<void> {
    const entry: ServerInForce = { name, server: this.#find(name), from: 'user' };
    const connection = new McpConnection({
      entry,
      place: null,
      secrets: () => this.#secrets(entry),
      onState: (state) => this.#saw(entry, state),
    });
    await connection.tools().catch(() => undefined);
    await connection.close();
  }

  async dispose(): Promise<void> {
    await Promise.all([this.#relay.dispose(), ...[...this.#sessions].map((session) => session.close())]);
    this.#sessions.clear();
  }

  /** Servers of a repository get none: what it names could be sent anywhere. Those of a project use the environment's. */
  readonly #secrets = ({ name, server, from }: ServerInForce): Readonly<Record<string, string>> => {
    if (from === 'file') return {};
    const found = server.secrets.map((secret) => {
      const value = (from === 'user' ? this.#options.keys.secret(secretKey(name, secret)) : null) ?? this.#options.environment[secret];
      return [secret, value] as const;
    });
    return Object.fromEntries(found.flatMap(([secret, value]) => (value === undefined ? [] : [[secret, value] as const])));
  };

  readonly #saw = ({ name, from }: ServerInForce, state: McpState): void => {
    if (from !== 'user' || !Object.hasOwn(this.#servers, name)) return;
    this.#states.set(name, state);
    this.#tell();
  };

  #forgetSecrets(name: string, server: McpServer, isKept: (secret: string) => boolean): void {
    for (const secret of server.secrets) if (!isKept(secret)) this.#options.keys.clear(secretKey(name, secret));
  }

  #find(name: string): McpServer {
    const server = Object.hasOwn(this.#servers, name) ? this.#servers[name] : undefined;
    if (server === undefined) throw failure('not-found', `There is no MCP server “${name}”.`);
    return server;
  }

  #put(servers: McpServers): void {
    this.#options.table.put(KEY, servers);
    this.#servers = servers;
  }

  #view(): readonly McpEntry[] {
    return Object.entries(this.#servers).map(([name, server]) => ({
      name,
      server,
      secretsSet: server.secrets.filter(
        (secret) => this.#options.keys.has(secretKey(name, secret)) || this.#options.environment[secret] !== undefined,
      ),
      state: this.#states.get(name) ?? { kind: 'unknown' },
    }));
  }

  #tell(): void {
    this.topic.set(this.#view());
  }
}

/** A secret stays with whom it was given for. */
const goesTo = (was: McpServer, now: McpServer, secret: string): boolean =>
  now.secrets.includes(secret) &&
  ('url' in was ? 'url' in now && new URL(was.url).origin === new URL(now.url).origin : 'command' in now && was.command === now.command);
