import { createServer, connect, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveDoor, type RefusedHost } from './door.ts';
import type { HostRule } from './host-rules.ts';

/** Answers every connection with what it got. */
let echo: Server;
let door: Server;
const refused: RefusedHost[] = [];
const rules: HostRule[] = [];

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

let echoPort = 0;
let doorPort = 0;

beforeAll(async () => {
  echo = createServer((socket) => socket.once('data', (data) => socket.end(`got ${data.toString('latin1')}`)));
  door = createServer();
  echoPort = await listening(echo);
  doorPort = await listening(door);
  rules.push(
    { host: '127.0.0.1', port: echoPort },
    { host: 'inside.example', port: null },
    { host: 'gone.example', port: null },
    { host: '127.0.0.1', port: 1 },
  );
  const names: Record<string, readonly string[]> = { 'inside.example': ['93.184.216.34', '127.0.0.1'] };
  const resolve = (host: string): Promise<readonly string[]> =>
    host === 'gone.example' ? Promise.reject(new Error('no such name')) : Promise.resolve(names[host] ?? []);
  serveDoor(door, { rules: () => rules, onRefused: (one) => refused.push(one), resolve });
});
afterAll(() => {
  echo.close();
  door.close();
});

/** Sends the parts one after the other, each after an answer to the one before, and gives all that came back. */
const talk = (...parts: readonly (string | Buffer)[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(doorPort, '127.0.0.1');
    const left = [...parts];
    let answer = '';
    socket.on('connect', () => socket.write(left.shift() ?? ''));
    socket.on('data', (data) => {
      answer += data.toString('latin1');
      const next = left.shift();
      if (next !== undefined) socket.write(next);
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });

test('CONNECT, in as many pieces as it likes', async () => {
  expect(await talk(`CONNECT 127.0.0.1:${echoPort} HTTP/1.1\r\nHost: x\r\n\r\n`, 'ping')).toBe(
    'HTTP/1.1 200 Connection established\r\n\r\ngot ping',
  );
  expect(await talk(`CONNECT 127.0.0.1:${echoPort} HTTP/1.1\r\n\r\nearly`)).toContain('got early');
});

test('plain HTTP goes to the host that was checked, without what was meant for the door', async () => {
  const request = [
    `GET http://127.0.0.1:${echoPort}/path?q=1 HTTP/1.1`,
    'Host: other.example',
    'Proxy-Authorization: x',
    'Accept: */*',
    ' folded: y',
    '',
    '',
  ];
  expect(await talk(request.join('\r\n'))).toBe(
    `got GET /path?q=1 HTTP/1.1\r\nHost: 127.0.0.1:${echoPort}\r\nAccept: */*\r\nConnection: close\r\n\r\n`,
  );
});

const socks = (host: string, port: number): Buffer =>
  Buffer.concat([Buffer.from([5, 1, 0, 3, host.length]), Buffer.from(host), Buffer.from([port >> 8, port & 255])]);

test('SOCKS 5, by name and by address', async () => {
  const hello = Buffer.from([5, 1, 0]);
  expect(await talk(hello, socks('127.0.0.1', echoPort), 'ping')).toContain('got ping');
  const address = Buffer.from([5, 1, 0, 1, 127, 0, 0, 1, echoPort >> 8, echoPort & 255]);
  expect(await talk(hello, address, 'ping')).toContain('got ping');
  const codeOf = async (request: Buffer): Promise<number> => (await talk(hello, request)).charCodeAt(3);
  const bind = Buffer.from([5, 2, 0, 1, 127, 0, 0, 1, 0, 80]);
  expect([await codeOf(socks('other.example', 80)), await codeOf(bind), await codeOf(Buffer.from([5, 1, 0, 9, 1]))]).toEqual([2, 7, 8]);
});

test('what is not allowed is refused with a reason, and reported', async () => {
  refused.length = 0;
  const first = async (text: string): Promise<string> => (await talk(text)).split('\r\n')[0] as string;
  expect([
    await first('CONNECT other.example:443 HTTP/1.1\r\n\r\n'),
    await first('GET http://other.example/ HTTP/1.1\r\nHost: inside.example\r\n\r\n'),
    await first(`CONNECT inside.example:${echoPort} HTTP/1.1\r\n\r\n`),
    await first('CONNECT gone.example:80 HTTP/1.1\r\n\r\n'),
    await first('CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n'),
  ]).toEqual([
    ...['HTTP/1.1 403 Forbidden', 'HTTP/1.1 403 Forbidden', 'HTTP/1.1 403 Forbidden'],
    ...['HTTP/1.1 502 Bad Gateway', 'HTTP/1.1 502 Bad Gateway'],
  ]);
  expect(refused).toEqual([
    { host: 'other.example', port: 443, why: 'not-listed' },
    { host: 'other.example', port: 80, why: 'not-listed' },
    { host: 'inside.example', port: echoPort, why: 'leads-inside' },
    { host: 'gone.example', port: 80, why: 'unreachable' },
    { host: '127.0.0.1', port: 1, why: 'unreachable' },
  ]);
});

test('what is no request gets no further', async () => {
  for (const text of [
    'GET / HTTP/1.1\r\n\r\n',
    'CONNECT x HTTP/1.1\r\n\r\n',
    'GET ftp://x/ HTTP/1.1\r\n\r\n',
    'GET http://u:p@x/ HTTP/1.1\r\n\r\n',
    'nonsense\r\n\r\n',
  ]) {
    expect(await talk(text)).toMatch(/^HTTP\/1\.1 400/);
  }
  expect(await talk('x'.repeat(70_000)).catch(() => '')).toBe('');
});
