/**
 * A model on loopback for tests, benches and the pictures in the documentation: it speaks Responses, Messages, Chat
 * Completions and Gemini, and answers what the script in the message says (see `model-script.ts`). Never part of the
 * built app.
 *
 *     node main/agents/testing/model-server.ts --port 0        prints {"port":…}
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chatWire } from './chat-wire.ts';
import { geminiWire } from './gemini-wire.ts';
import { messagesWire } from './messages-wire.ts';
import { streamAnswer } from './model-answer.ts';
import { stepFor, type ModelBlock, type ModelStep } from './model-script.ts';
import type { Wire } from './model-wire.ts';
import { responsesWire } from './responses-wire.ts';

export interface SeenRequest {
  readonly wire: Wire['name'];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ModelServer {
  readonly port: number;
  /** The requests so far, oldest first, at most `MAX_SEEN`. */
  readonly requests: readonly SeenRequest[];
  readonly close: () => Promise<void>;
}

export interface ModelServerOptions {
  /** 0 takes any free one. */
  readonly port?: number;
  /** What `GET …/models` lists. */
  readonly models?: readonly string[];
  /** Requests without this key are refused with 401. */
  readonly key?: string;
}

const MAX_SEEN = 1_000;
const wires: readonly Wire[] = [responsesWire, messagesWire, chatWire, geminiWire];

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
};

const sendJson = (response: ServerResponse, status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
};

/** One body for all: codex reads `models` as its own catalogue, so that is filled only for Google's address. */
const modelList = (path: string, models: readonly string[]): object =>
  path.includes('/v1beta/')
    ? { models: models.map((id) => ({ name: `models/${id}`, displayName: id, supportedGenerationMethods: ['generateContent'] })) }
    : {
        object: 'list',
        data: models.map((id) => ({
          id,
          object: 'model',
          type: 'model',
          display_name: id,
          created: 0,
          created_at: '2026-01-01T00:00:00Z',
        })),
        models: [],
        has_more: false,
      };

const keyOf = ({ headers }: IncomingMessage): string =>
  [headers['x-api-key'], headers['x-goog-api-key'], headers.authorization?.replace(/^Bearer /, '')].flat().find((key) => key) ?? '';

class Model {
  readonly seen: SeenRequest[] = [];
  readonly #options: ModelServerOptions;
  /** How often a fault with `times` has happened, by message, step and place. */
  readonly #happened = new Map<string, number>();

  constructor(options: ModelServerOptions) {
    this.#options = options;
  }

  readonly answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(incoming.url ?? '/', 'http://localhost').pathname;
    const text = await bodyOf(incoming);
    const wire = wires.find((candidate) => candidate.speaks(path));
    const refused = this.#options.key !== undefined && keyOf(incoming) !== this.#options.key;
    if (refused) return sendJson(response, 401, (wire ?? chatWire).error(401, 'the key is wrong', 'invalid_api_key'));
    if (incoming.method === 'GET' && path.endsWith('/models')) return sendJson(response, 200, modelList(path, this.#options.models ?? []));
    const aside = wires.map((candidate) => candidate.aside?.(path) ?? null).find((answer) => answer !== null);
    if (incoming.method === 'POST' && aside !== undefined) return sendJson(response, 200, aside ?? {});
    if (incoming.method !== 'POST' || wire === undefined) return sendJson(response, 404, { error: { message: `no route ${path}` } });
    const body = JSON.parse(text) as Record<string, unknown>;
    this.seen.push({ wire: wire.name, headers: incoming.headers, body });
    if (this.seen.length > MAX_SEEN) this.seen.shift();
    const conversation = wire.read(body, path);
    const whole = stepFor(conversation.history);
    const step = { ...whole, blocks: whole.blocks.filter((block, place) => this.#happens(whole, block, place)) };
    const fault = step.blocks.flatMap((block) => ('status' in block ? [block] : []))[0];
    if (fault !== undefined) return sendJson(response, fault.status, wire.error(fault.status, fault.message, fault.code), fault.headers);
    if (step.blocks.length > 0 && 'cut' in (step.blocks[0] as ModelBlock)) return void response.destroy();
    await streamAnswer(response, wire, conversation, step);
  };

  /** Whether a block of the script takes effect this time. */
  #happens(step: ModelStep, block: ModelBlock, place: number): boolean {
    const times = 'times' in block ? block.times : undefined;
    if (times === undefined) return true;
    const key = JSON.stringify([step.message, step.number, place]);
    const happened = this.#happened.get(key) ?? 0;
    this.#happened.set(key, happened + 1);
    return happened < times;
  }
}

export const startModelServer = async (options: ModelServerOptions = {}): Promise<ModelServer> => {
  const model = new Model(options);
  const server = createServer((request, response) => {
    model.answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 400, { error: { message: String(error) } });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    requests: model.seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

if (import.meta.main) {
  const at = process.argv.indexOf('--port');
  const server = await startModelServer({ port: at < 0 ? 0 : Number(process.argv[at + 1]) });
  process.stdout.write(`${JSON.stringify({ port: server.port })}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
}
