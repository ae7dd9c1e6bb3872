/**
 * The web host's server: the page's files and the contract over a WebSocket at `/rpc`, on one address, behind one gate.
 * The desktop host runs it as well, so that the command line reaches the core there.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { failure } from '#contract/failure.ts';
import type { Disposable } from '#main/base/disposable.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { log } from '#main/base/log.ts';
import { Emitter } from '#main/base/topic.ts';
import { addressOf, Gate, type Verdict } from './auth.ts';
import { contentPolicy } from './content-policy.ts';
import { notBuiltPage, notFoundPage, notForYouPage, signedInPage, tokenPage } from './plain-pages.ts';
import { serveContract } from './serve-contract.ts';
import { StaticFiles } from './static-files.ts';
import { MAX_MESSAGE_BYTES, webSocketChannel } from './web-socket.ts';

export interface WebServerOptions {
  readonly handlers: Handlers;
  readonly token: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Folder of the built page. */
  readonly page: string;
}

export interface WebServer extends Disposable {
  readonly port: number;
  /** Where a browser finds the page, without the token. */
  readonly address: string;
  /** An address that signs a browser in, once and for a minute. */
  readonly ticketAddress: () => string;
  readonly connections: () => number;
  /** Calls back when a connection came or went. */
  readonly onConnections: (listener: () => void) => Disposable;
}

const guard = (request: IncomingMessage, response: ServerResponse, trusted: boolean): void => {
  // The Host header is only repeated when the gate has found it to be ours.
  response.setHeader('Content-Security-Policy', contentPolicy([`ws://${trusted ? (request.headers.host ?? 'localhost') : 'localhost'}`]));
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('X-Frame-Options', 'DENY');
};

const sendPage = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(text);
};

const refuse = (response: ServerResponse, verdict: Extract<Verdict, { kind: 'refused' }>): void =>
  sendPage(response, verdict.status, verdict.why === 'token' ? tokenPage() : notForYouPage(verdict.why));

const answerPage = async (gate: Gate, files: StaticFiles, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const verdict = gate.checkPage(request);
  guard(request, response, verdict.kind !== 'refused' || verdict.why === 'token');
  if (verdict.kind === 'refused') return refuse(response, verdict);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return sendPage(response, 405, notFoundPage());
  }
  if (verdict.kind === 'exchange') {
    response.setHeader('Set-Cookie', verdict.cookie);
    return sendPage(response, 200, signedInPage(verdict.location));
  }
  if (await files.answer(request, response)) return;
  const isStart = addressOf(request).pathname === '/';
  sendPage(response, isStart ? 503 : 404, isStart ? notBuiltPage() : notFoundPage());
};

/** Answers an upgrade that is refused; the browser shows it as a closed socket. */
const refuseUpgrade = (socket: Duplex, status: number): void => {
  const text = status === 401 ? 'Unauthorized' : status === 403 ? 'Forbidden' : 'Not Found';
  socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = `${host}:${port}`;
      switch (error.code) {
        case 'EADDRINUSE':
          return reject(failure('unavailable', `Port ${port} is taken by another program.`, 'Choose another one with --port.'));
        case 'EACCES':
          return reject(failure('denied', `The system does not permit listening on ${where}.`, 'Choose a port above 1023 with --port.'));
        case 'EADDRNOTAVAIL':
        case 'ENOTFOUND':
          return reject(failure('invalid', `This machine has no address ${host}.`, 'Choose another one with --host.'));
        default:
          return reject(error);
      }
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

/** The host part of an address for people; a server bound to all addresses is named by the nearest one. */
const shownHost = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
};

/** Starts listening. Throws AppError when the address cannot be had. */
export const startWebServer = async (options: WebServerOptions): Promise<WebServer> => {
  const files = new StaticFiles(options.page);
  const server = createServer();
  const port = await listen(server, options.host, options.port);
  // Such as a connection that cannot be taken because too many files are open: the next one may be.
  server.on('error', (error) => log.warning('web server', { error }));
  const gate = new Gate({ token: options.token, host: options.host, port });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  const served = new Set<Disposable>();
  const changed = new Emitter<void>();

  server.on('request', (request, response) => {
    // A request to which nobody listens any more has nobody to be told; all else is a bug.
    answerPage(gate, files, request, response).catch((error: unknown) => {
      log.error('page request', { error });
      if (response.headersSent) response.destroy();
      else sendPage(response, 500, notFoundPage());
    });
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined);
    if (addressOf(request).pathname !== '/rpc') return refuseUpgrade(socket, 404);
    const verdict = gate.checkSocket(request);
    if (verdict.kind === 'refused') return refuseUpgrade(socket, verdict.status);
    sockets.handleUpgrade(request, socket, head, (client) => {
      const connection = serveContract({ handlers: options.handlers, channel: webSocketChannel(client) });
      served.add(connection);
      client.once('close', () => {
        served.delete(connection);
        changed.emit();
      });
      changed.emit();
    });
  });

  const address = `http://${shownHost(options.host)}:${port}/`;
  return {
    port,
    address,
    ticketAddress: () => `${address}?ticket=${gate.issueTicket()}`,
    connections: () => served.size,
    onConnections: (listener) => changed.listen(listener),
    dispose: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const client of sockets.clients) client.close(1001, 'the core ends');
      for (const connection of served) await connection.dispose();
      server.closeIdleConnections();
      // A peer that does not answer the closing handshake must not hold up the end.
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await closed;
    },
  };
};
