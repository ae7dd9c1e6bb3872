/**
 * A model on loopback for tests, benches and the pictures in the documentation: it speaks the Responses API and answers
 * what the script in the message says (see `model-script.ts`). Never part of the built app.
 *
 *     node main/agents/testing/model-server.ts --port 0        prints {"port":…}
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { historyOf, ResponsesRequest } from './responses-request.ts';
import { stepFor } from './model-script.ts';
import { streamAnswer } from './responses-stream.ts';

export interface ModelServer {
  readonly port: number;
  /** Bodies of the requests so far, oldest first, at most `MAX_SEEN`. */
  readonly requests: readonly ResponsesRequest[];
  readonly close: () => Promise<void>;
}

const MAX_SEEN = 1_000;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
};

const sendJson = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
};

const answer = async (incoming: IncomingMessage, response: ServerResponse, seen: ResponsesRequest[]): Promise<void> => {
  const path = new URL(incoming.url ?? '/', 'http://localhost').pathname;
  const body = await bodyOf(incoming);
  if (incoming.method === 'GET' && path.endsWith('/models')) return sendJson(response, 200, { object: 'list', data: [], models: [] });
  if (incoming.method !== 'POST' || !path.endsWith('/responses'))
    return sendJson(response, 404, { error: { message: `no route ${path}` } });
  const request = ResponsesRequest.parse(JSON.parse(body));
  seen.push(request);
  if (seen.length > MAX_SEEN) seen.shift();
  const { number, blocks } = stepFor(historyOf(request));
  const refusal = blocks.flatMap((block) => ('status' in block ? [block] : []))[0];
  if (refusal !== undefined)
    return sendJson(response, refusal.status, { error: { type: 'api_error', code: null, message: refusal.message } });
  if (blocks.every((block) => 'cut' in block)) return void response.destroy();
  await streamAnswer(response, request, number, blocks);
};

/** Port 0 takes any free one. */
export const startModelServer = async (port = 0): Promise<ModelServer> => {
  const seen: ResponsesRequest[] = [];
  const server = createServer((request, response) => {
    answer(request, response, seen).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 400, { error: { message: String(error) } });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    requests: seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

if (import.meta.main) {
  const at = process.argv.indexOf('--port');
  const server = await startModelServer(at < 0 ? 0 : Number(process.argv[at + 1]));
  process.stdout.write(`${JSON.stringify({ port: server.port })}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
}
