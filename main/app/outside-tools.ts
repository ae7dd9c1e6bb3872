/** The tools that the native agent has beside its own: those of MCP servers, and reading a page of the web. */
import { z } from '#contract/zod.ts';
import type { SessionPlace } from '#main/agents/agent-backend.ts';
import type { NativeMeans, OutsideTool } from '#main/agents/native/native-means.ts';
import type { McpTool } from '#main/mcp/mcp-connection.ts';
import type { McpSession } from '#main/mcp/mcp-session.ts';
import type { Mcp } from '#main/mcp/mcp.ts';
import { fetchPage, hostOf, parseWebAddress } from '#main/web/fetch-page.ts';
import { searchAddress, searchWeb } from '#main/web/search-web.ts';

/** Longest name of a tool that every provider takes. */
const NAME_MAX_CHARS = 64;

const FetchInput = z.object({ url: z.string() });

const fetchTool: OutsideTool = {
  server: null,
  name: 'fetch',
  definition: {
    name: 'fetch',
    description: 'Read a web page as text. Each host must be allowed by the user; prefer local files and tools.',
    parameters: { type: 'object', properties: { url: { type: 'string' } }, required: ['url'], additionalProperties: false },
  },
  readOnly: true,
  host: (input) => {
    const given = FetchInput.safeParse(input);
    return given.success && URL.canParse(given.data.url) ? hostOf(new URL(given.data.url)) : null;
  },
  call: async (input, signal) => {
    const given = FetchInput.safeParse(input);
    if (!given.success) return { text: 'The argument is { "url": "https://…" }.', failed: true };
    const page = await fetchPage(parseWebAddress(given.data.url).href, signal);
    if (page.leadsTo !== null) return { text: `It leads to another host: ${page.leadsTo}. Fetch that to read it.`, failed: false };
    return { text: [page.title === '' ? page.url : `${page.title} (${page.url})`, page.text].join('\n\n'), failed: false };
  },
};

const SearchInput = z.object({ query: z.string().min(1) });

const searchHost = (template: string): ReturnType<typeof hostOf> | null => {
  try {
    return hostOf(searchAddress(template, 'x'));
  } catch {
    return null;
  }
};

/** `template` is the user's own address of a web search. */
const searchTool = (template: string): OutsideTool => ({
  server: null,
  name: 'web_search',
  definition: {
    name: 'web_search',
    description: 'Search the web. Gives titles, addresses and short texts; read what you need with fetch.',
    parameters: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'], additionalProperties: false },
  },
  readOnly: true,
  host: () => searchHost(template),
  call: async (input, signal) => {
    const given = SearchInput.safeParse(input);
    if (!given.success) return { text: 'The argument is { "query": "…" }.', failed: true };
    return { text: await searchWeb(template, given.data.query, signal), failed: false };
  },
});

/** `server__tool` in letters that every provider takes, and no name twice. */
const modelNames = (tools: readonly McpTool[]): readonly string[] => {
  const taken = new Set<string>();
  return tools.map(({ server, name }) => {
    const base = `${server}__${name}`.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, NAME_MAX_CHARS);
    for (let number = 1; ; number += 1) {
      const end = number === 1 ? '' : `_${number}`;
      const candidate = base.slice(0, NAME_MAX_CHARS - end.length) + end;
      if (taken.has(candidate)) continue;
      taken.add(candidate);
      return candidate;
    }
  });
};

const mcpTools = async (session: McpSession, tell: (sentence: string) => void): Promise<readonly OutsideTool[]> => {
  const tools = await session.tools(tell);
  const names = modelNames(tools);
  return tools.map((tool, index) => ({
    server: tool.server,
    name: tool.name,
    definition: { name: names[index] ?? tool.name, description: tool.description, parameters: tool.parameters },
    readOnly: tool.readOnly,
    call: (input, signal) => session.call(tool, input, signal),
  }));
};

/** Where no host is allowed, a tool that asks about each would only tempt the model. */
const mayReach = ({ sandbox }: SessionPlace): boolean => {
  const { name, allowedHosts } = sandbox.policy();
  return name === 'full-access' || allowedHosts.length > 0;
};

const webTools = (place: SessionPlace, template: string): readonly OutsideTool[] => {
  if (!mayReach(place)) return [];
  return template === '' ? [fetchTool] : [fetchTool, searchTool(template)];
};

/** Sessions by the place that they were opened for: one per session of the agent. */
export const outsideMeans = (mcp: Mcp, webSearch: () => string): Pick<NativeMeans, 'outsideTools' | 'letGo'> => {
  const sessions = new Map<SessionPlace, McpSession>();
  const sessionAt = (place: SessionPlace): McpSession => {
    const known = sessions.get(place);
    if (known !== undefined) return known;
    const session = mcp.openSession(mcp.inForce(place.project?.() ?? null, place.agent), place);
    sessions.set(place, session);
    return session;
  };
  return {
    outsideTools: async (place, tell) => [...webTools(place, webSearch()), ...(await mcpTools(sessionAt(place), tell))],
    letGo: async (place) => {
      const session = sessions.get(place);
      sessions.delete(place);
      if (session !== undefined) await mcp.closeSession(session);
    },
  };
};
