/**
 * MCP servers: programs or addresses that give agents more tools. The user lists them in the settings and per
 * project; a repository may list some in switchyard.json, which the user has to trust first.
 */
import { z } from './zod.ts';
import { Failure } from './failure.ts';
import { AgentId, Time } from './ids.ts';
import { call, topic } from './rpc.ts';

export const McpName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, 'is not a server name: letters, digits, - and _');
export type McpName = z.infer<typeof McpName>;

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'is not the name of a variable');
const header = z.string().regex(/^[A-Za-z0-9-]{1,100}$/, 'is not the name of a header');
const text = z.string().max(10_000);
const enabled = z.boolean().default(true);
/** Agents that do not get it; all others do that take servers. */
const notFor = z.array(AgentId).max(50).optional();

/** Fields as other tools name them, so that what is in their files can be pasted. */
export const McpServer = z.union([
  z.strictObject({
    command: z.string().trim().min(1).max(4_000),
    /** `{worktree}` stands for the folder of the thread. */
    args: z.array(text).max(200).default([]),
    env: z.record(variable, text).default({}),
    /** Variables whose values are kept with the keys; one that is not set there is taken from the core's environment. */
    secrets: z.array(variable).max(50).default([]),
    /** In the thread's sandbox, and in its folder; otherwise with the user's rights, in their home. */
    sandboxed: z.boolean().default(false),
    enabled,
    notFor,
  }),
  z.strictObject({
    url: z.url({ protocol: /^https?$/ }).max(4_000),
    headers: z.record(header, text).default({}),
    /** Headers whose values are kept with the keys. */
    secrets: z.array(header).max(50).default([]),
    enabled,
    notFor,
  }),
]);
export type McpServer = z.infer<typeof McpServer>;

export const McpServers = z.record(McpName, McpServer);
export type McpServers = z.infer<typeof McpServers>;

/** All that a server runs or reaches, for whoever has to trust it. */
export const mcpServerText = (server: McpServer): string => {
  const fields = (values: Readonly<Record<string, string>>, between: string): readonly string[] =>
    Object.entries(values).map(([name, value]) => `${name}${between}${value}`);
  if ('url' in server) return [server.url, ...fields(server.headers, ': ')].join('\n');
  return [...fields(server.env, '='), [server.command, ...server.args].join(' ')].join('\n');
};

export const McpToolInfo = z.object({ name: z.string(), description: z.string(), readOnly: z.boolean() });
export type McpToolInfo = z.infer<typeof McpToolInfo>;

/** As it was seen last, by whichever thread or test. */
export const McpState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unknown') }),
  z.object({ kind: z.literal('connecting') }),
  z.object({ kind: z.literal('ready'), tools: z.array(McpToolInfo).readonly(), at: Time }),
  z.object({ kind: z.literal('failed'), failure: Failure, at: Time }),
]);
export type McpState = z.infer<typeof McpState>;

export const McpEntry = z.object({
  name: McpName,
  server: McpServer,
  /** Of its `secrets`: those that have a value. */
  secretsSet: z.array(z.string()).readonly(),
  state: McpState,
});
export type McpEntry = z.infer<typeof McpEntry>;

const onServer = z.object({ name: McpName });

export const mcpCalls = {
  /** The user's own servers, by name. */
  mcp: topic(z.object({}), z.array(McpEntry).readonly(), z.array(McpEntry).readonly()),
  /** Adds or changes a server. Threads take it up with their next session. `before` is its name until now; null: it is new. */
  'mcp.save': call(z.object({ before: McpName.nullable(), name: McpName, server: McpServer }), z.null()),
  'mcp.remove': call(onServer, z.null()),
  /** Null forgets it. */
  'mcp.set-secret': call(z.object({ name: McpName, secret: z.string().max(100), value: z.string().max(10_000).nullable() }), z.null()),
  /** Connects once, outside of any thread, and lists the tools; the result is in the state. */
  'mcp.test': call(onServer, z.null()),
} as const;
