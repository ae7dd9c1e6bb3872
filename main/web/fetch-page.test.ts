import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { AppError } from '#contract/failure.ts';
import { fetchPage, hostOf, parseWebAddress } from './fetch-page.ts';
import { readableText, titleOf } from './readable-text.ts';

const never = new AbortController().signal;
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const messageOf = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  return error instanceof AppError ? error.failure.message : String(error);
};

const page = `<!doctype html><html><head><title>The &amp; title</title><style>p{}</style></head><body>
<nav><a href="/">Home</a></nav><h1>Heading</h1><script>alert("<p>no</p>")</script>
<p>First   paragraph<br>with a break, 1 &lt; 2 &#x2014; &#8212; &unknown;</p><ul><li>one</li><li>two</li></ul><!-- not this --><p>Last</p></body></html>`;

test('a page as a person reads it', () => {
  expect(titleOf(page)).toBe('The & title');
  expect(readableText(page)).toBe('# Heading\n\nFirst paragraph\nwith a break, 1 < 2 — — &unknown;\n\n- one\n- two\n\nLast');
});

test('hostile markup takes no time', () => {
  const at = performance.now();
  for (const text of [
    '<script'.repeat(50_000),
    '<!--'.repeat(100_000),
    '<'.repeat(200_000),
    `<title${' '.repeat(200_000)}`,
    '&#'.repeat(200_000),
  ]) {
    readableText(text);
    titleOf(text);
  }
  expect(performance.now() - at).toBeLessThan(2_000);
});

test('reads HTML, plain text and packed bodies, and follows on the same host', async () => {
  const address = await serve((request, response) => {
    if (request.url === '/away') return void response.writeHead(302, { location: 'http://example.invalid/x' }).end();
    if (request.url === '/on') return void response.writeHead(301, { location: '/page' }).end();
    if (request.url === '/packed')
      return void response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }).end(gzipSync('packed words'));
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  });
  expect(await fetchPage(`${address}/on`, never)).toEqual({
    url: `${address}/page`,
    title: 'The & title',
    text: expect.stringContaining('# Heading'),
    leadsTo: null,
  });
  expect((await fetchPage(`${address}/packed`, never)).text).toBe('packed words');
  expect(await fetchPage(`${address}/away`, never)).toMatchObject({ text: '', leadsTo: 'http://example.invalid/x' });
});

test('bounded: what is large is cut, what is slow is given up, what is stopped ends at once', async () => {
  const address = await serve((request, response) => {
    if (request.url === '/slow') return;
    response.writeHead(200, { 'content-type': 'text/plain' }).end('x'.repeat(8_000_000));
  });
  expect((await fetchPage(`${address}/large`, never)).text).toHaveLength(100_025);
  expect(await messageOf(fetchPage(`${address}/slow`, never, 100))).toContain('took longer than 0.1 seconds');
  const stop = new AbortController();
  const waiting = fetchPage(`${address}/slow`, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});

test('says what cannot be read', async () => {
  const address = await serve((request, response) => {
    if (request.url === '/missing') return void response.writeHead(404, { 'content-type': 'text/plain' }).end('nothing here');
    response.writeHead(200, { 'content-type': 'image/png' }).end('x');
  });
  expect(await messageOf(fetchPage(`${address}/missing`, never))).toMatch(/answered 404/);
  expect(await messageOf(fetchPage(`${address}/picture`, never))).toMatch(/is image\/png, which is no text/);
  expect(await messageOf(fetchPage('http://no-such-host.invalid/', never))).toMatch(/no host/);
  expect(await messageOf(fetchPage('file:///etc/passwd', never))).toMatch(/no web address/);
  expect(() => parseWebAddress('https://user:pass@example.org/')).toThrow(/password/);
});

test('names host and port for the policy', () => {
  expect(['https://example.org/a', 'http://example.org', 'http://[::1]:8080/'].map((text) => hostOf(new URL(text)))).toEqual([
    { host: 'example.org', port: 443 },
    { host: 'example.org', port: 80 },
    { host: '::1', port: 8080 },
  ]);
});
