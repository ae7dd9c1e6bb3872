import { expect, test } from 'vitest';
import { matchesHost } from './host-text.ts';

test.each([
  ['a.example', 'A.example:443', true],
  ['a.example:443', 'a.example:443', true],
  ['a.example:443', 'a.example:80', false],
  ['a.example:443', 'a.example', true],
  ['*.example', 'a.b.example:1', true],
  ['*.example', 'example:1', false],
  ['[::1]:80', '[::1]:80', true],
  ['a.example', 'xa.example', false],
])('%s lets %s through: %s', (entry, host, expected) => expect(matchesHost(entry, host)).toBe(expected));
