/** The servers that the app has for a thread, as its agent gets them or does not. Pure. */
import type { Agent } from '#contract/agents.ts';
import type { McpState } from '#contract/mcp.ts';
import type { SeenServer } from '#contract/surroundings.ts';
import type { ListedServer } from '#main/mcp/server-in-force.ts';

/** Our own agent connects to them itself. What a program can that could not be started is not known. */
const takesServers = ({ backend, abilities, status }: Agent): boolean =>
  backend === 'native' || abilities.takesServers === true || (status.kind !== 'ready' && status.kind !== 'signed-out');

const whyNot = (agent: Agent, entry: ListedServer): string | null => {
  if (entry.whyNot !== null) return entry.whyNot;
  if (!takesServers(agent)) return `${agent.label} takes no servers from Switchyard.`;
  return entry.server.notFor?.includes(agent.id) === true ? `You left it out for ${agent.label}.` : null;
};

const seenStates = { unknown: 'unknown', connecting: 'connecting', ready: 'ready', failed: 'failed' } as const;

const seen = (agent: Agent, entry: ListedServer, state: McpState, told: SeenServer | undefined): SeenServer => {
  const left = whyNot(agent, entry);
  // The repository's own word on itself is changed in the repository.
  const canSwitch = entry.whyNot === null && entry.from !== 'file' && takesServers(agent);
  const common = { name: entry.name, from: 'ours', canSwitch } as const;
  if (left !== null) return { ...common, state: 'off', tools: [], problem: left };
  if (told !== undefined) return { ...told, ...common };
  const tools = state.kind === 'ready' ? state.tools.map(({ name }) => name) : [];
  return { ...common, state: seenStates[state.kind], tools, problem: state.kind === 'failed' ? state.failure.message : null };
};

/** Ours first. What the agent tells of a server of ours goes before what we saw of it ourselves. */
export const withOurServers = (
  agent: Agent,
  ours: readonly { readonly entry: ListedServer; readonly state: McpState }[],
  told: readonly SeenServer[],
): readonly SeenServer[] => {
  const names = new Set(ours.map(({ entry }) => entry.name));
  const mine = ours.map(({ entry, state }) =>
    seen(
      agent,
      entry,
      state,
      told.find(({ name }) => name === entry.name),
    ),
  );
  return [...mine, ...told.filter(({ name }) => !names.has(name)).map((server) => ({ ...server, from: 'agent' as const }))];
};
