/** The servers of one session of the native agent: connected when first asked for, ended with the session. */
import type { McpState } from '#contract/mcp.ts';
import type { SessionPlace } from '#main/agents/agent-backend.ts';
import { failureOf } from '#main/base/errors.ts';
import { McpConnection, type McpTool } from './mcp-connection.ts';
import type { McpResult } from './mcp-result.ts';
import type { ServerInForce } from './server-in-force.ts';

/** A turn does not wait longer for a server that is slow to start; its tools are there at the next one. */
const PATIENCE_MS = 15_000;

export interface McpSessionOptions {
  readonly servers: readonly ServerInForce[];
  readonly place: SessionPlace;
  readonly secrets: (entry: ServerInForce) => Readonly<Record<string, string>>;
  readonly onState: (entry: ServerInForce, state: McpState) => void;
  readonly patienceMs?: number;
}

export class McpSession {
  readonly #connections: ReadonlyMap<string, McpConnection>;
  readonly #patienceMs: number;
  /** Servers whose failure was told. */
  readonly #told = new Set<string>();

  constructor({ servers, place, secrets, onState, patienceMs = PATIENCE_MS }: McpSessionOptions) {
    this.#patienceMs = patienceMs;
    this.#connections = new Map(
      servers.map((entry) => [
        entry.name,
        new McpConnection({ entry, place, secrets: () => secrets(entry), onState: (state) => onState(entry, state) }),
      ]),
    );
  }

  /** Tools of all servers that are there, in order of the servers. What failed is told once, in a sentence. Never throws. */
  async tools(tell: (sentence: string) => void): Promise<readonly McpTool[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), this.#patienceMs)));
    const lists = [...this.#connections].map(async ([name, connection]) => {
      const say = (sentence: string): readonly McpTool[] => {
        if (!this.#told.has(name)) tell(sentence);
        this.#told.add(name);
        return [];
      };
      try {
        const tools = await Promise.race([connection.tools(), late]);
        if (tools === null) return say(`The MCP server “${name}” is slow to start; its tools come with the next turn.`);
        this.#told.delete(name);
        return tools;
      } catch (error) {
        const { message, action } = failureOf(error);
        return say(`${message}${action === undefined ? '' : ` ${action}`}`);
      }
    });
    const all = await Promise.all(lists);
    clearTimeout(timer);
    return all.flat();
  }

  /** Throws AppError; AbortError when stopped. */
  call(tool: Pick<McpTool, 'server' | 'name'>, input: unknown, signal: AbortSignal): Promise<McpResult> {
    const connection = this.#connections.get(tool.server);
    if (connection === undefined) throw new Error(`no server ${tool.server}`);
    return connection.call(tool.name, input, signal);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#connections.values()].map((connection) => connection.close()));
  }
}
