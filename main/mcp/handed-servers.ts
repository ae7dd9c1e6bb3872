/** The servers of a thread in the form in which agents take them: secrets filled in, `{worktree}` replaced, the sandbox kept. */
import type { AgentId } from '#contract/ids.ts';
import type { HandedServer, SessionPlace } from '#main/agents/agent-backend.ts';
import { failure } from '#contract/failure.ts';
import { startInSandbox, startOutside, type ServerCommand, type ServerProcess } from './command-transport.ts';
import type { ServerInForce } from './server-in-force.ts';
import type { ServerRelay } from './server-relay.ts';

export interface Handing {
  /** Names the thread among all that have servers. */
  readonly key: string;
  readonly agent: AgentId;
  readonly place: Pick<SessionPlace, 'cwd' | 'environment' | 'sandbox'>;
  /** Read again when a server is started: it may have been switched off or changed since. */
  readonly servers: () => readonly ServerInForce[];
  readonly secrets: (entry: ServerInForce) => Readonly<Record<string, string>>;
  readonly relay: Pick<ServerRelay, 'hand'>;
}

/** All agents that take servers get one, but for those that the user left out. */
export const isFor = ({ server }: ServerInForce, agent: AgentId): boolean => server.notFor?.includes(agent) !== true;

/** What a repository names runs nowhere else. */
export const isSandboxed = ({ server, from }: ServerInForce): boolean => 'command' in server && (server.sandboxed || from === 'file');

/** As it is set up now. Not in the worktree and not with its programs, but for one that runs in the sandbox. */
const startNow = async (name: string, { place, agent, servers, secrets }: Handing): Promise<ServerProcess> => {
  const entry = servers().find((other) => other.name === name && isFor(other, agent));
  if (entry === undefined || 'url' in entry.server)
    throw failure('unavailable', `The MCP server “${name}” is not there any more.`, 'Begin a new session.');
  const { command, args, env } = entry.server;
  const told: ServerCommand = {
    command,
    args: args.map((text) => text.replaceAll('{worktree}', place.cwd)),
    environment: { ...env, ...secrets(entry) },
  };
  return isSandboxed(entry) ? await startInSandbox(told, place) : await startOutside(told);
};

/** Programs are started by us: so the sandbox holds, nothing outlives the app, and no agent sees their secrets. */
const handOne = async (entry: ServerInForce, handing: Handing): Promise<HandedServer> => {
  const { name, server } = entry;
  if ('url' in server) return { name, url: server.url, headers: { ...server.headers, ...handing.secrets(entry) } };
  return await handing.relay.hand(`${handing.key}/${name}`, name, () => startNow(name, handing));
};

export const handServers = (handing: Handing): Promise<readonly HandedServer[]> =>
  Promise.all(
    handing
      .servers()
      .filter((entry) => isFor(entry, handing.agent))
      .map((entry) => handOne(entry, handing)),
  );
