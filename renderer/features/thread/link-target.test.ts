import { expect, test } from 'vitest';
import { linkTarget } from './link-target.ts';

const folder = '/home/me/trees/app';

test.each([
  ['https://example.org/a?b=c', { kind: 'web', href: 'https://example.org/a?b=c', host: 'example.org' }],
  ['mailto:a@b.org', { kind: 'web', href: 'mailto:a@b.org', host: 'a@b.org' }],
  ['src/a.ts', { kind: 'file', path: 'src/a.ts', line: null }],
  ['./src/a.ts#L12', { kind: 'file', path: 'src/a.ts', line: 12 }],
  ['src/a.ts:12:3', { kind: 'file', path: 'src/a.ts', line: 12 }],
  ['a.ts:7', { kind: 'file', path: 'a.ts', line: 7 }],
  ['/home/me/trees/app/src/a%20b.ts#L3-L9', { kind: 'file', path: 'src/a b.ts', line: 3 }],
  ['file:///home/me/trees/app/a.ts', { kind: 'file', path: 'a.ts', line: null }],
  ['/etc/passwd', { kind: 'none' }],
  ['../secret', { kind: 'none' }],
  ['javascript:alert(1)', { kind: 'none' }],
  ['//evil.example', { kind: 'none' }],
  ['#part', { kind: 'none' }],
  ['https://', { kind: 'none' }],
])('%s', (href, target) => {
  expect(linkTarget(href, folder)).toEqual(target);
});
