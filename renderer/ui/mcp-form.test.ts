import { expect, test } from 'vitest';
import type { McpServer } from '#contract/mcp.ts';
import { emptyMcpForm, formOf, readMcpForm, wordsOf } from './mcp-form.ts';

test('a command line falls apart as in a shell, without being one', () => {
  expect(['npx -y server', `run "two words" 'and $more' a\\ b x"y z"`, '', 'open "quote', "it's"].map(wordsOf)).toEqual([
    ['npx', '-y', 'server'],
    ['run', 'two words', 'and $more', 'a b', 'xy z'],
    [],
    null,
    null,
  ]);
});

test.each<McpServer>([
  {
    command: 'npx',
    args: ['-y', 'a server', '', 'with "quotes" and \\'],
    env: { A: 'b=c' },
    secrets: ['TOKEN'],
    sandboxed: true,
    enabled: true,
  },
  { url: 'https://example.org/mcp', headers: { 'X-A': 'b: c' }, secrets: ['Authorization'], enabled: false },
])('what is shown is read as the same server', (server) => {
  expect(readMcpForm(formOf('name', server), server.enabled)).toEqual({ server });
});

test('says what is wrong, at its field', () => {
  const problems = (form: Partial<typeof emptyMcpForm>) => {
    const read = readMcpForm({ ...emptyMcpForm, name: 'ok', command: 'x', ...form }, true);
    return 'problems' in read ? Object.keys(read.problems) : [];
  };
  expect([
    problems({}),
    problems({ name: 'not ok' }),
    problems({ command: '' }),
    problems({ values: 'no separator' }),
    problems({ values: 'NOT-A-NAME=1' }),
    problems({ secrets: 'not-a-variable' }),
    problems({ kind: 'address', url: 'ftp://x' }),
  ]).toEqual([[], ['name'], ['command'], ['values'], ['values'], ['secrets'], ['url']]);
});
