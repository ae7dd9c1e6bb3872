/** A connection to one server. Opened when it is first needed; opened again, once per call, when the server was lost. */
import { pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  ErrorCode,
  ListRootsRequestSchema,
  McpError,
  ToolListChangedNotificationSchema,
  type CallToolResult,
} from '@modelcontextprotocol/sdk/types.js';
import { AppError, failure } from '#contract/failure.ts';
import type { McpState } from '#contract/mcp.ts';
import type { SessionPlace } from '#main/agents/agent-backend.ts';
import { CommandError } from '#main/base/errors.ts';
import { CommandTransport, startInSandbox, startOutside } from './command-transport.ts';
import { readResult, type McpResult, type ResultContent } from './mcp-result.ts';
import type { ServerInForce } from './server-in-force.ts';

export interface McpTool {
  readonly server: string;
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What the server says of it: it changes nothing. */
  readonly readOnly: boolean;
}

export interface ConnectionOptions {
  readonly entry: ServerInForce;
  /** Null: outside of any thread, for a test. */
  readonly place: SessionPlace | null;
  /** Values of the server's secrets, by name. Called when it is connected to. */
  readonly secrets: () => Readonly<Record<string, string>>;
  readonly onState: (state: McpState) => void;
}

/** A first start may fetch the program. */
const CONNECT_MAX_MS = 60_000;
const CALL_IDLE_MAX_MS = 300_000;
const CALL_MAX_MS = 3_600_000;
const TOOLS_MAX = 500;
const DESCRIPTION_MAX_CHARS = 4_000;

type Open = { readonly client: Client; readonly transport: CommandTransport | StreamableHTTPClientTransport };

export class McpConnection {
  readonly #options: ConnectionOptions;
  #open: Promise<Open> | null = null;
  #tools: Promise<readonly McpTool[]> | null = null;
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Throws AppError `unavailable`. */
  tools(): Promise<readonly McpTool[]> {
    this.#tools ??= this.#list().catch((error: unknown) => {
      this.#tools = null;
      throw error;
    });
    return this.#tools;
  }

  /** Throws AppError; AbortError when stopped. What the tool itself reports as an error is a result with `failed`. */
  async call(tool: string, input: unknown, signal: AbortSignal): Promise<McpResult> {
    const { client } = await this.#connected();
    signal.throwIfAborted();
    const params = { name: tool, arguments: (input ?? {}) as Record<string, unknown> };
    try {
      // The answer is read with patience below: the check of the library refuses what models read without trouble.
      const result = (await client.callTool(params, undefined, {
        signal,
        timeout: CALL_IDLE_MAX_MS,
        maxTotalTimeout: CALL_MAX_MS,
        resetTimeoutOnProgress: true,
        onprogress: () => undefined,
      })) as CallToolResult;
      return readResult(result.content as readonly ResultContent[], result.structuredContent, result.isError === true);
    } catch (error) {
      signal.throwIfAborted();
      // A wrong argument is the model's to correct.
      if (error instanceof McpError && error.code === (ErrorCode.InvalidParams as number))
        return { text: error.message, images: [], failed: true };
      throw this.#explained(error);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const open = this.#open;
    this.#open = null;
    if (open !== null) await open.then(({ client }) => client.close()).catch(() => undefined);
  }

  async #list(): Promise<readonly McpTool[]> {
    const { client } = await this.#connected();
    const { name: server } = this.#options.entry;
    const found: McpTool[] = [];
    let cursor: string | undefined;
    try {
      do {
        const page = await client.listTools(cursor === undefined ? {} : { cursor }, { timeout: CONNECT_MAX_MS });
        for (const tool of page.tools) {
          const description = (tool.description ?? tool.title ?? '').slice(0, DESCRIPTION_MAX_CHARS);
          found.push({
            server,
            name: tool.name,
            description,
            parameters: tool.inputSchema,
            readOnly: tool.annotations?.readOnlyHint === true,
          });
        }
        cursor = page.nextCursor;
      } while (cursor !== undefined && found.length < TOOLS_MAX);
    } catch (error) {
      throw this.#explained(error);
    }
    this.#options.onState({ kind: 'ready', tools: found, at: Date.now() });
    return found;
  }

  #connected(): Promise<Open> {
    if (this.#closed) return Promise.reject(failure('conflict', 'The session is closed.'));
    this.#open ??= this.#connect().catch((error: unknown) => {
      this.#open = null;
      throw this.#explained(error);
    });
    return this.#open;
  }

  async #connect(): Promise<Open> {
    this.#options.onState({ kind: 'connecting' });
    const transport = this.#transport();
    const client = new Client({ name: 'switchyard', version: '1' }, { capabilities: { roots: {} } });
    const { place } = this.#options;
    const roots = place === null ? [] : [{ uri: pathToFileURL(place.cwd).href, name: 'worktree' }];
    client.setRequestHandler(ListRootsRequestSchema, () => ({ roots }));
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => void (this.#tools = null));
    client.onclose = () => this.#lost(transport);
    try {
      await client.connect(transport as Parameters<Client['connect']>[0], { timeout: CONNECT_MAX_MS });
      return { client, transport };
    } catch (error) {
      const how = transport instanceof CommandTransport ? { ended: transport.ended, words: transport.lastWords } : null;
      await transport.close().catch(() => undefined);
      throw how === null || how.ended === null ? error : endedFailure(this.#options.entry.name, how.ended, how.words);
    }
  }

  #transport(): Open['transport'] {
    const { entry, place, secrets } = this.#options;
    const { server } = entry;
    if ('url' in server) {
      const headers = { ...server.headers, ...secrets() };
      return new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers, redirect: 'error' } });
    }
    return new CommandTransport(() => {
      const args = server.args.map((text) => (place === null ? text : text.replaceAll('{worktree}', place.cwd)));
      const command = { command: server.command, args, environment: { ...server.env, ...secrets() } };
      const inside = place !== null && (server.sandboxed || entry.from === 'file');
      return inside ? startInSandbox(command, place) : startOutside(command);
    });
  }

  /** The next call connects anew. */
  #lost(transport: Open['transport']): void {
    const wasOpen = this.#open !== null;
    this.#open = null;
    this.#tools = null;
    if (this.#closed || !wasOpen || !(transport instanceof CommandTransport)) return;
    const { failure: why } = endedFailure(this.#options.entry.name, transport.ended ?? 'closed', transport.lastWords);
    this.#options.onState({ kind: 'failed', failure: why, at: Date.now() });
  }

  #explained(error: unknown): AppError {
    const explained = explain(this.#options.entry, error);
    if (!this.#closed) this.#options.onState({ kind: 'failed', failure: explained.failure, at: Date.now() });
    return explained;
  }
}

const endedFailure = (name: string, how: string, words: string): AppError =>
  failure(
    'unavailable',
    `The MCP server “${name}” ended (${how}).`,
    'The details have its last words. Check its command in Settings, MCP servers.',
    {
      details: words,
    },
  );

const statusOf = (error: unknown): number | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'number' && error.code >= 400 && error.code < 600 ? error.code : null;

const explain = ({ name, server }: ServerInForce, error: unknown): AppError => {
  if (error instanceof AppError) return error;
  const where = 'Settings, MCP servers';
  const details = error instanceof Error ? error.message.slice(0, 500) : String(error).slice(0, 500);
  if (error instanceof CommandError && error.startError === 'ENOENT')
    return failure(
      'unavailable',
      `The MCP server “${name}” cannot be started: there is no program “${error.command}”.`,
      `Check its command in ${where}.`,
    );
  if (error instanceof CommandError)
    return failure(
      'unavailable',
      `The MCP server “${name}” cannot be started: ${error.startError ?? 'it failed'}.`,
      `Check its command in ${where}.`,
    );
  if (error instanceof McpError && error.code === (ErrorCode.RequestTimeout as number))
    return failure('unavailable', `The MCP server “${name}” did not answer in time.`, 'Try again, or switch it off.', { details });
  const status = statusOf(error);
  if (status === 401 || status === 403)
    return failure('denied', `The MCP server “${name}” does not let us in (${status}).`, `Set its token in ${where}.`);
  if ('url' in server && !(error instanceof McpError))
    return failure('unavailable', `The MCP server “${name}” cannot be reached.`, `Check its address in ${where}.`, { details });
  return failure('unavailable', `The MCP server “${name}” answered with an error.`, 'The details have its own words.', { details });
};
