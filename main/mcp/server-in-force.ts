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

/** The nearer one wins by name, but a repository never takes the place of what the user set up. */
export const serversInForce = (own: McpServers, project: Scope | null): readonly ServerInForce[] => {
  const file = project?.trust === 'granted' ? listed(project.file?.mcp, 'file') : [];
  const all = [...file, ...listed(own, 'user'), ...listed(project?.settings.mcp, 'project')];
  return [...new Map(all.map((entry) => [entry.name, entry])).values()].filter(({ server }) => server.enabled);
};
