import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { socketChannel } from '#contract/channels.ts';
import { ClientProtocol } from '#contract/client-protocol.ts';
import { Lifetime } from '#main/base/disposable.ts';
import { draft, draftTopic, recorder, smallCore } from './testing/small-core.ts';
import { openSocket, testServer, TOKEN } from './testing/wires.ts';
import { ensureToken } from './token.ts';
import type { WebServer } from './web-server.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

let lifetime: Lifetime;
let folder: string;
beforeEach(async () => {
  lifetime = new Lifetime();
  folder = await mkdtemp(join(tmpdir(), 'switchyard-page-'));
  lifetime.own({ dispose: () => rm(folder, { recursive: true }) });
  await mkdir(join(folder, 'page', 'assets'), { recursive: true });
  await writeFile(join(folder, 'page', 'index.html'), '<!doctype html><title>app</title>');
  await writeFile(join(folder, 'page', 'assets', 'app-1a2b.js'), 'let a = 1;\n'.repeat(500));
  await writeFile(join(folder, 'page', 'manifest.webmanifest'), '{}');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await symlink(join(folder, 'secret.txt'), join(folder, 'page', 'way-out.txt'));
});
afterEach(() => lifetime.dispose());

const serve = async (host?: string): Promise<WebServer> =>
  lifetime.own(
    await testServer(smallCore({ 'agents.refresh': () => null }), { page: join(folder, 'page'), ...(host === undefined ? {} : { host }) }),
  );

const cookie = (server: WebServer, token = TOKEN) => ({ cookie: `switchyard_${server.port}=${token}` });

const get = (server: WebServer, path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: server.port, path, method, headers, setHost: headers['host'] === undefined },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }));
      },
    );
    asked.on('error', reject);
    asked.end();
  });

describe('who is let in to the page', () => {
  test('the token in the address is exchanged once for a strict cookie', async () => {
    const server = await serve();
    const first = await get(server, `/?thread=t_1&token=${TOKEN}`);
    expect({ status: first.status, cookie: first.headers['set-cookie'], text: String(first.body) }).toEqual({
      status: 200,
      cookie: [expect.stringMatching(new RegExp(`^switchyard_${server.port}=${TOKEN}; HttpOnly; SameSite=Strict; Path=/; Max-Age=\\d+$`))],
      text: expect.stringContaining('url=/?thread=t_1"'),
    });
    expect(await get(server, '/', cookie(server))).toMatchObject({ status: 200, body: Buffer.from('<!doctype html><title>app</title>') });
    expect(await get(server, '/', { authorization: `Bearer ${TOKEN}` })).toMatchObject({ status: 200 });
  });

  test('a ticket is good once', async () => {
    const server = await serve();
    const path = server.ticketAddress().slice(server.address.length - 1);
    expect([(await get(server, path)).status, (await get(server, path)).status]).toEqual([200, 401]);
  });

  test.each<[string, string, (server: WebServer) => Record<string, string>, number]>([
    ['without a token', '/', () => ({}), 401],
    ['with a wrong token', `/?token=${'x'.repeat(43)}`, () => ({}), 401],
    ['with an empty token', '/?token=', () => ({}), 401],
    ['with a wrong token beside a good cookie', '/?token=x', cookie, 401],
    ['with a wrong cookie', '/', (server) => cookie(server, 'nonsense'), 401],
    ['with the cookie of another port', '/', () => ({ cookie: `switchyard_1=${TOKEN}` }), 401],
    ['under a name that a hostile site points here', '/', (server) => ({ ...cookie(server), host: `evil.example:${server.port}` }), 403],
    ['under the right name with a wrong port', '/', (server) => ({ ...cookie(server), host: '127.0.0.1:1' }), 403],
    ['from another site', '/', (server) => ({ ...cookie(server), origin: 'http://evil.example' }), 403],
    ['from another port of this machine', '/', (server) => ({ ...cookie(server), origin: 'http://127.0.0.1:1' }), 403],
    ['from a sandboxed frame', '/', (server) => ({ ...cookie(server), origin: 'null' }), 403],
    ['with an address that is none', '//', (server) => cookie(server), 200],
  ])('%s', async (_name, path, headers, status) => {
    const server = await serve();
    const answer = await get(server, path, headers(server));
    expect(answer.status).toBe(status);
    if (status === 401) expect(String(answer.body)).toContain('switchyard doctor');
    if (status === 403) expect(answer.headers['content-security-policy']).not.toContain('evil');
  });

  test('the token file is made once and is readable by its owner only', async () => {
    const path = join(folder, 'deeper', 'token');
    const token = await ensureToken(path);
    expect({ again: await ensureToken(path), mode: (await stat(path)).mode & 0o777, text: await readFile(path, 'utf8') }).toEqual({
      again: token,
      mode: 0o600,
      text: `${token}\n`,
    });
  });
});

describe('who is let in to the WebSocket', () => {
  test.each<[string, (server: WebServer) => Record<string, string>, number | 'open']>([
    ['the command line, by the token', () => ({ authorization: `Bearer ${TOKEN}` }), 'open'],
    ['our page, by its cookie', (server) => ({ ...cookie(server), origin: `http://127.0.0.1:${server.port}` }), 'open'],
    ['nobody without a token', () => ({}), 401],
    ['nobody with a wrong token', () => ({ authorization: 'Bearer nonsense' }), 401],
    ['no program that only has the cookie', cookie, 401],
    ['no other site, though the browser sends the cookie', (server) => ({ ...cookie(server), origin: 'http://evil.example' }), 403],
    ['no other port of this machine', (server) => ({ ...cookie(server), origin: 'http://127.0.0.1:3000' }), 403],
    [
      'no name that was pointed here',
      (server) => ({ ...cookie(server), host: `evil.example:${server.port}`, origin: `http://evil.example:${server.port}` }),
      403,
    ],
  ])('%s', async (_name, headers, wanted) => {
    const server = await serve();
    const outcome = await openSocket(server.port, headers(server)).then(
      (socket) => {
        socket.terminate();
        return 'open';
      },
      (error: Error) => error.message,
    );
    expect(outcome).toBe(wanted === 'open' ? 'open' : `Unexpected server response: ${wanted}`);
  });
});

describe('the files of the page', () => {
  test('come typed, compressed, guarded and cached for ever when their name has a hash', async () => {
    const server = await serve();
    const answer = await get(server, '/assets/app-1a2b.js', { ...cookie(server), 'accept-encoding': 'gzip, br' });
    expect({ ...answer, body: String(brotliDecompressSync(answer.body)).length }).toMatchObject({
      status: 200,
      body: 5_500,
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        'content-encoding': 'br',
        'cache-control': 'private, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringMatching(/script-src 'self';.*frame-ancestors 'none'/),
      },
    });
    const again = await get(server, '/assets/app-1a2b.js', {
      ...cookie(server),
      'accept-encoding': 'br',
      'if-none-match': String(answer.headers['etag']),
    });
    expect({ status: again.status, length: again.body.length }).toEqual({ status: 304, length: 0 });
    expect((await get(server, '/manifest.webmanifest', cookie(server))).headers['content-type']).toBe(
      'application/manifest+json; charset=utf-8',
    );
  });

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/%2e%2e/secret.txt',
    '/way-out.txt',
    '/assets',
    '/a%00b',
    '/%zz',
    '/.hidden',
  ])('nothing but the folder: %s', async (path) => {
    const server = await serve();
    const answer = await get(server, path, cookie(server));
    expect({ status: answer.status, leaks: String(answer.body).includes('secret') }).toEqual({ status: 404, leaks: false });
  });

  test('only reading is answered', async () => {
    const server = await serve();
    expect((await get(server, '/', cookie(server), 'POST')).status).toBe(405);
    expect((await get(server, '/', cookie(server), 'HEAD')).body.length).toBe(0);
  });
});

test('a port that is taken is told in a sentence', async () => {
  const server = await serve();
  await expect(testServer(smallCore({}), { port: server.port })).rejects.toMatchObject({
    failure: { kind: 'unavailable', message: `Port ${server.port} is taken by another program.` },
  });
});

test('a connection that was cut begins again with a fresh snapshot, and open calls say that it was lost', async () => {
  const topic = draftTopic('before');
  const handlers = smallCore({ 'drafts.new-task': () => topic, 'agents.refresh': () => new Promise(() => undefined) });
  const first = await testServer(handlers);
  const client = new ClientProtocol();
  const lost = Promise.withResolvers<void>();
  client.attach(socketChannel(await openSocket(first.port)), lost.resolve);
  const heard = recorder();
  client.subscribe('drafts.new-task', {}, heard.listener);
  await heard.until(1);
  const open = client.call('agents.refresh', {});
  open.catch(() => undefined);
  await first.dispose();
  await lost.promise;
  await expect(open).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
  await expect(client.call('agents.refresh', {})).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
  topic.set(draft('meanwhile'));
  const second = lifetime.own(await testServer(handlers, { port: first.port }));
  client.attach(socketChannel(await openSocket(second.port)), () => undefined);
  await heard.until(2);
  topic.set(draft('after'));
  await heard.until(3);
  client.detach();
  expect(heard.told).toEqual([{ snapshot: 'before' }, { snapshot: 'meanwhile' }, { events: ['after'] }]);
});
