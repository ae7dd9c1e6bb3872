/**
 * The way out of a sandbox with an allow-list: a proxy that speaks CONNECT, plain HTTP with whole addresses, and SOCKS 5 on
 * one port. It accepts on a socket that was opened inside the sandbox's network, so who connects is known without a
 * password. It looks a name up once, checks what it leads to, and dials that very address.
 */
import { lookup } from 'node:dns/promises';
import { connect, isIP, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { addressToDial, matchingRule, type HostRule } from './host-rules.ts';

export interface RefusedHost {
  readonly host: string;
  readonly port: number;
  readonly why: 'not-listed' | 'leads-inside' | 'unreachable';
}

export interface DoorOptions {
  /** Asked anew for each connection. */
  readonly rules: () => readonly HostRule[];
  readonly onRefused: (refused: RefusedHost) => void;
  /** All addresses of a name. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
}

const HEAD_BYTES_MAX = 64 * 1024;
const DIAL_MS = 15_000;

const lookUp = async (host: string): Promise<readonly string[]> =>
  isIP(host) === 0 && host !== 'localhost' ? (await lookup(host, { all: true })).map(({ address }) => address) : [];

const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((list) => list?.map(({ address }) => address) ?? []);

const connected = (address: string, port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, address, () => {
      socket.off('error', reject);
      socket.setTimeout(0);
      resolve(socket);
    });
    socket.once('error', reject);
    socket.setTimeout(DIAL_MS, () => socket.destroy(new Error('no answer')));
  });

type Dialed = { readonly socket: Socket } | { readonly refused: RefusedHost };

const dial = async (host: string, port: number, options: DoorOptions): Promise<Dialed> => {
  const refused = (why: RefusedHost['why']): Dialed => {
    const entry = { host, port, why };
    options.onRefused(entry);
    return { refused: entry };
  };
  if (!matchingRule(options.rules(), host, port)) return refused('not-listed');
  try {
    const addresses = await (options.resolve ?? lookUp)(host);
    const address = addressToDial(host, { addresses, own: ownAddresses() });
    return address === null ? refused('leads-inside') : { socket: await connected(address, port) };
  } catch {
    return refused('unreachable');
  }
};

const join = (inside: Socket, outside: Socket): void => {
  for (const [from, to] of [
    [inside, outside],
    [outside, inside],
  ] as const) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
  inside.resume();
};

interface Target {
  readonly host: string;
  readonly port: number;
}

/** What a client asked for, with what goes to either side once it is connected. */
interface Request extends Target {
  readonly toOutside: Buffer;
  readonly toInside: Buffer;
  readonly ifRefused: (refused: RefusedHost) => Buffer;
}

/** Null: more has to come. An answer: the request cannot be served. */
type Parsed = Request | { readonly answer: Buffer } | null;

const whyText: Readonly<Record<RefusedHost['why'], string>> = {
  'not-listed': 'is not on the list of allowed hosts',
  'leads-inside': 'leads to an address of this machine or its own network',
  unreachable: 'cannot be reached',
};

/** A sentence for the one who asked. */
export const refusedText = ({ host, port, why }: RefusedHost): string => `${host}:${port} ${whyText[why]}`;

const httpRefusal = (refused: RefusedHost): Buffer => {
  const text = `${refusedText(refused)} (switchyard sandbox)\n`;
  const status = refused.why === 'unreachable' ? '502 Bad Gateway' : '403 Forbidden';
  return Buffer.from(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
};

const BAD_REQUEST = { answer: Buffer.from('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n') };

const parseTarget = (text: string): Target | null => {
  const match = /^(\[[0-9a-f:.]+\]|[^:[\]/@\s]+):(\d{1,5})$/i.exec(text);
  return match ? { host: (match[1] as string).replace(/^\[|\]$/g, ''), port: Number(match[2]) } : null;
};

/** The head without what is meant for us, and with the one host that was checked. */
const forwardedHead = (method: string, url: URL, lines: readonly string[]): string => {
  const kept = lines.filter((line) => /^[\w-]+:/.test(line) && !/^(proxy-[\w-]*|connection|keep-alive|host):/i.test(line));
  return [`${method} ${url.pathname}${url.search} HTTP/1.1`, `Host: ${url.host}`, ...kept, 'Connection: close', '', ''].join('\r\n');
};

const parseHttp = (bytes: Buffer): Parsed => {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const rest = bytes.subarray(end + 4);
  const [method = '', target = '', version] = first.split(' ');
  if (version === undefined || !/^HTTP\/1\.[01]$/.test(version)) return BAD_REQUEST;
  if (method === 'CONNECT') {
    const parsed = parseTarget(target);
    const accepted = Buffer.from('HTTP/1.1 200 Connection established\r\n\r\n');
    return parsed ? { ...parsed, toOutside: rest, toInside: accepted, ifRefused: httpRefusal } : BAD_REQUEST;
  }
  if (!URL.canParse(target)) return BAD_REQUEST;
  const url = new URL(target);
  if (url.protocol !== 'http:' || url.username !== '' || !/^[A-Z]+$/.test(method)) return BAD_REQUEST;
  const toOutside = Buffer.concat([Buffer.from(forwardedHead(method, url, lines), 'latin1'), rest]);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { host, port: Number(url.port || 80), toOutside, toInside: Buffer.alloc(0), ifRefused: httpRefusal };
};

const socksReply = (code: number): Buffer => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
const socksRefusal = ({ why }: RefusedHost): Buffer => socksReply(why === 'unreachable' ? 4 : 2);

const socksAddress = (bytes: Buffer): { readonly host: string; readonly length: number } | 'unknown' | null => {
  const kind = bytes[3];
  if (kind === 1) return { host: [...bytes.subarray(4, 8)].join('.'), length: 4 };
  if (kind === 3) return { host: bytes.subarray(5, 5 + (bytes[4] ?? 0)).toString('latin1'), length: 1 + (bytes[4] ?? 0) };
  if (kind === 4) {
    const words = Array.from({ length: 8 }, (_, index) => bytes.subarray(4 + index * 2, 6 + index * 2).toString('hex') || '0');
    return { host: words.join(':'), length: 16 };
  }
  return bytes.length < 4 ? null : 'unknown';
};

const parseSocksRequest = (bytes: Buffer): Parsed => {
  if (bytes.length < 5) return null;
  if (bytes[1] !== 1) return { answer: socksReply(7) };
  const address = socksAddress(bytes);
  if (address === 'unknown') return { answer: socksReply(8) };
  const end = address === null ? 0 : 4 + address.length;
  if (address === null || bytes.length < end + 2) return null;
  const [port, toOutside] = [bytes.readUInt16BE(end), bytes.subarray(end + 2)];
  return { host: address.host, port, toOutside, toInside: socksReply(0), ifRefused: socksRefusal };
};

const serve = async (client: Socket, request: Request, options: DoorOptions): Promise<void> => {
  const dialed = await dial(request.host, request.port, options);
  if ('refused' in dialed) return void client.end(request.ifRefused(dialed.refused));
  if (client.destroyed) return void dialed.socket.destroy();
  if (request.toInside.length > 0) client.write(request.toInside);
  if (request.toOutside.length > 0) dialed.socket.write(request.toOutside);
  join(client, dialed.socket);
};

const attend = (client: Socket, options: DoorOptions): void => {
  let bytes: Buffer = Buffer.alloc(0);
  let greeted = false;
  client.on('error', () => client.destroy());
  const onData = (chunk: Buffer): void => {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length > HEAD_BYTES_MAX) return void client.destroy();
    const socks = bytes[0] === 5;
    if (socks && !greeted) {
      const length = 2 + (bytes[1] ?? 0);
      if (bytes.length < 2 || bytes.length < length) return;
      client.write(Buffer.from([5, 0]));
      bytes = bytes.subarray(length);
      greeted = true;
    }
    const parsed = greeted ? parseSocksRequest(bytes) : parseHttp(bytes);
    if (parsed === null) return;
    client.off('data', onData);
    client.pause();
    if ('answer' in parsed) return void client.end(parsed.answer);
    void serve(client, parsed, options);
  };
  client.on('data', onData);
};

/** Serves the door on a socket that listens already. Ends with the server. */
export const serveDoor = (server: Server, options: DoorOptions): void => {
  server.on('connection', (client: Socket) => attend(client, options));
};
