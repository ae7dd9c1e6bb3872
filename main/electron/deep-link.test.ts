import { expect, test } from 'vitest';
import { threadOfArguments, threadOfLink } from './deep-link.ts';

test.each([
  ['switchyard://thread/t_abc123', 't_abc123'],
  ['switchyard://thread/t_abc123/', 't_abc123'],
  ['SWITCHYARD://thread/t_abc123', 't_abc123'],
  ['switchyard://thread/', null],
  ['switchyard://thread/../settings', null],
  ['switchyard://thread/t_abc123?send=rm', null],
  ['switchyard://run/t_abc123', null],
  ['https://example.com/thread/t_abc123', null],
  ['t_abc123', null],
])('%s', (link, thread) => {
  expect(threadOfLink(link)).toBe(thread);
});

test('the link is found among other arguments', () => {
  expect(threadOfArguments(['switchyard', '--no-sandbox', 'switchyard://thread/t_abc123'])).toBe('t_abc123');
  expect(threadOfArguments(['switchyard', '.'])).toBeNull();
});
