/** Which servers a thread has: the user's own, the project's, and those of the repository file once the user trusts it. */
import type { McpServer, McpServers } from '#contract/mcp.ts';
import type { Project } from '#contract/projects.ts';

export interface ServerInForce {
  readonly name: string;
  readonly server: McpServer;
  /** `file`: the repository's. It gets none of the user's secrets and always runs in the sandbox. */
  readonly from: 'user' | 'project' | 'file';
}

type Scope = Pick<Project, 'settings' | 'file' | 'trust'>;

const listed = (servers: McpServers | undefined, from: ServerInForce['from']): readonly ServerInForce[] =>
  Object.entries(servers ?? {}).map(([name, server]) => ({ name, server, from }));

const nearest = <T extends ServerInForce>(all: readonly T[]): readonly T[] => [
  ...new Map(all.map((entry) => [entry.name, entry])).values(),
];

/** The nearer one wins by name, but a repository never takes the place of what the user set up. */
export const serversInForce = (own: McpServers, project: Scope | null): readonly ServerInForce[] =>
  listServers(own, project).filter(({ whyNot }) => whyNot === null);

export interface ListedServer extends ServerInForce {
  /** Why no thread has it; null when it is in force. */
  readonly whyNot: string | null;
}

const trustWords = 'It comes with the repository and waits for your trust.';

/** All that there are, in force or not. */
export const listServers = (own: McpServers, project: Scope | null): readonly ListedServer[] => {
  const off = (entry: ServerInForce): ListedServer => ({ ...entry, whyNot: entry.server.enabled ? null : 'It is switched off.' });
  const trusted = project?.trust === 'granted';
  const file = listed(project?.file?.mcp, 'file').map((entry) => (trusted ? off(entry) : { ...entry, whyNot: trustWords }));
  return nearest([...file, ...[...listed(own, 'user'), ...listed(project?.settings.mcp, 'project')].map(off)]);
};
