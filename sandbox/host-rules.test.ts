import { describe, expect, test } from 'vitest';
import { addressToDial, hostRuleText, isInnerAddress, matchingRule, parseHostRule } from './host-rules.ts';

describe('hosts', () => {
  test.each([
    ['Example.ORG', { host: 'example.org', port: null }],
    ['example.org:443', { host: 'example.org', port: 443 }],
    ['*.example.org', { host: '*.example.org', port: null }],
    ['127.0.0.1:80', { host: '127.0.0.1', port: 80 }],
    ['[::1]:80', { host: '::1', port: 80 }],
    ['::1', { host: '::1', port: null }],
    ['', null],
    ['*', null],
    ['*.*.org', null],
    ['a b', null],
    ['https://x.example', null],
    ['x.example:0', null],
    ['x.example:70000', null],
    ['-x.example', null],
  ])('%s', (text, expected) => expect(parseHostRule(text)).toEqual(expected));

  test('written back as they are read', () => {
    for (const text of ['example.org', 'example.org:443', '[::1]:80', '*.a.b:1'])
      expect(hostRuleText(parseHostRule(text) as never)).toBe(text);
  });

  test('a rule stands for its name and port, a star for names below', () => {
    const rules = ['a.example:443', '*.b.example', '10.0.0.1:80'].map((text) => parseHostRule(text) as never);
    const through = (host: string, port: number): boolean => matchingRule(rules, host, port) !== null;
    expect([
      through('a.example', 443),
      through('A.Example.', 443),
      through('x.b.example', 1),
      through('x.y.b.example', 1),
      through('10.0.0.1', 80),
    ]).toEqual([...[true, true, true, true, true]]);
    expect([
      through('a.example', 80),
      through('x.a.example', 443),
      through('b.example', 1),
      through('evilb.example', 1),
      through('10.0.0.2', 80),
    ]).toEqual([...[false, false, false, false, false]]);
  });
});

test('addresses that lead inside, in all their spellings', () => {
  const inner = [
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.1.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
  ];
  const inner6 = [
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '::127.0.0.1',
    'ff02::1',
  ];
  expect([...inner, ...inner6].filter((address) => !isInnerAddress(address))).toEqual([]);
  expect(['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111'].filter(isInnerAddress)).toEqual([]);
});

test('which address is dialed', () => {
  const dial = (host: string, addresses: readonly string[], own: readonly string[] = []): string | null =>
    addressToDial(host, { addresses, own });
  expect([dial('a.example', ['1.1.1.1', '2.2.2.2']), dial('127.0.0.1', []), dial('[::1]', []), dial('localhost', [])]).toEqual([
    '1.1.1.1',
    '127.0.0.1',
    '::1',
    '127.0.0.1',
  ]);
  expect([
    dial('a.example', []),
    dial('a.example', ['10.0.0.1']),
    dial('a.example', ['1.1.1.1', '127.0.0.1']),
    dial('a.example', ['8.8.8.8'], ['8.8.8.8']),
  ]).toEqual([...[null, null, null, null]]);
});
