import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { resultsText, searchAddress, searchWeb } from './search-web.ts';

const signal = new AbortController().signal;

test('the words stand in the address, whatever they are', () => {
  expect(searchAddress('https://search.example.org/?q={query}&format=json', 'a&b=c #1').href).toBe(
    'https://search.example.org/?q=a%26b%3Dc%20%231&format=json',
  );
  expect(() => searchAddress('https://search.example.org/', 'x')).toThrow(/no \{query\}/);
  expect(() => searchAddress('file:///{query}', 'x')).toThrow(/no web address/);
});

test('results are listed, bounded, and odd fields do no harm', () => {
  const results = Array.from({ length: 12 }, (_, index) => ({
    title: `T${index}`,
    url: `https://e.org/${index}`,
    content: index === 0 ? null : 'c'.repeat(900),
  }));
  const text = resultsText(JSON.stringify({ results, more: true }));
  expect(text.startsWith('1. T0\nhttps://e.org/0\n\n2. T1\n')).toBe(true);
  expect(text).not.toContain('11. ');
  expect(text.length).toBeLessThan(5_000);
  expect(resultsText('{"results":[]}')).toBe('Nothing was found.');
  expect(() => resultsText('<html>')).toThrow(/did not answer with JSON/);
  expect(() => resultsText('{"hits":[]}')).toThrow(/no list of results/);
});

test('asks the address of the user, on this machine when that is the one they named', async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"results":[{"title":"A","url":"https://e.org","content":"b"}]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await searchWeb(`http://127.0.0.1:${port}/search?q={query}&format=json`, 'two words', signal)).toBe('1. A\nhttps://e.org\nb');
  expect(asked).toEqual(['/search?q=two%20words&format=json']);
  await new Promise((resolve) => server.close(resolve));
});
