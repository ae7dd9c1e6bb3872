/** Both transports with a core at one end, for suites that must hold over each. */
import { MessageChannel } from 'node:worker_threads';
import { WebSocket } from 'ws';
import { portChannel, socketChannel } from '#contract/channels.ts';
import { ClientProtocol, type ClientChannel } from '#contract/client-protocol.ts';
import type { Lifetime } from '#main/base/disposable.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { servePort } from '#main/rpc/message-port.ts';
import { startWebServer, type WebServer } from '#main/rpc/web-server.ts';

export const TOKEN = 'q'.repeat(43);

export const openSocket = (
  port: number,
  headers: Readonly<Record<string, string>> = { authorization: `Bearer ${TOKEN}` },
): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers });
    socket.once('error', reject);
    socket.once('open', () => resolve(socket));
  });

export const testServer = (
  handlers: Handlers,
  options: { readonly port?: number; readonly page?: string; readonly host?: string } = {},
): Promise<WebServer> =>
  startWebServer({ handlers, token: TOKEN, host: options.host ?? '127.0.0.1', port: options.port ?? 0, page: options.page ?? '/nowhere' });

export interface Wire {
  readonly client: ClientProtocol;
  readonly channel: ClientChannel;
  /** Settles when the connection is lost. */
  readonly lost: Promise<void>;
}

const attach = (channel: ClientChannel): Wire => {
  const client = new ClientProtocol();
  const { promise, resolve } = Promise.withResolvers<void>();
  client.attach(channel, resolve);
  return { client, channel, lost: promise };
};

export const wires: Readonly<Record<string, (handlers: Handlers, lifetime: Lifetime) => Promise<Wire>>> = {
  MessagePort: (handlers, lifetime) => {
    const { port1, port2 } = new MessageChannel();
    lifetime.own(servePort(port1, handlers));
    lifetime.own({ dispose: () => port2.close() });
    return Promise.resolve(attach(portChannel(port2)));
  },
  WebSocket: async (handlers, lifetime) => {
    const server = lifetime.own(await testServer(handlers));
    const socket = await openSocket(server.port);
    lifetime.own({ dispose: () => socket.terminate() });
    return attach(socketChannel(socket));
  },
};
