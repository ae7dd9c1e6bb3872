/**
 * Chromium and the addresses in it. A scheme that main handles (`app://switchyard/x`) is shown in Chromium as
 * `http://switchyard.app.localhost:PORT/x`: a secure origin of its own, answered by main's own handler.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Cdp } from './cdp.ts';

type Handler = (request: Request) => Response | Promise<Response>;

const handlers = new Map<string, Handler>();
const privileged = new Set<string>();
let browser: Cdp | null = null;
let port = 0;

export const cdp = (): Cdp => {
  if (browser === null) throw new Error('This can only be done when the app is ready.');
  return browser;
};

export const protocol = {
  registerSchemesAsPrivileged: (schemes: readonly { readonly scheme: string }[]): void => {
    if (browser !== null) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme } of schemes) privileged.add(scheme);
  },
  handle: (scheme: string, handler: Handler): void => {
    if (handlers.has(scheme)) throw new Error(`The scheme ${scheme} is handled already.`);
    if (!privileged.has(scheme)) throw new Error(`The double shows privileged schemes only; ${scheme} is not one.`);
    handlers.set(scheme, handler);
  },
};

/** From an address as main knows it to the one in Chromium; others stay as they are. */
export const toChromium = (address: string): string => {
  const [, scheme = '', host = '', rest = ''] = /^([a-z][\w+.-]*):\/\/([^/]*)(.*)$/.exec(address) ?? [];
  return handlers.has(scheme) ? `http://${host}.${scheme}.localhost:${port}${rest || '/'}` : address;
};

/** And back. */
export const toMain = (address: string): string => {
  const [, host = '', scheme = '', rest = ''] = new RegExp(`^http://(.+)\\.([\\w+-]+)\\.localhost:${port}(.*)$`).exec(address) ?? [];
  return handlers.has(scheme) ? `${scheme}://${host}${rest}` : address;
};

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const address = toMain(`http://${request.headers.host}${request.url}`);
  const handler = handlers.get(address.split(':', 1)[0] ?? '');
  if (handler === undefined) return void response.writeHead(404).end();
  const answered = await handler(new Request(address, { method: request.method ?? 'GET' }));
  response.writeHead(answered.status, Object.fromEntries(answered.headers)).end(Buffer.from(await answered.arrayBuffer()));
};

/** Starts Chromium. `closed` is called when it is gone by itself. */
export const startHost = async (closed: () => void): Promise<Cdp> => {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  port = (server.address() as AddressInfo).port;
  browser = await Cdp.launch();
  browser.on('closed', closed);
  await browser.send('Target.setDiscoverTargets', { discover: true });
  return browser;
};
