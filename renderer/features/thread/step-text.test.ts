import { expect, test } from 'vitest';
import { laidOut, outputTail, stepEnding, stepText } from './step-text.ts';
import { anItem } from './testing/conversation-samples.ts';

test('each kind of step reads as one line', () => {
  const lines = [
    anItem('command', { command: `bash -lc 'npm test'` }),
    anItem('file-change', { changes: [{ path: 'a.ts', kind: 'update' }] }),
    anItem('file-change', { changes: [{ path: 'b.ts', from: 'a.ts', kind: 'move' }] }),
    anItem('file-change', {
      changes: [
        { path: 'a.ts', kind: 'update' },
        { path: 'b.ts', kind: 'add' },
      ],
    }),
    anItem('tool', { server: 'tracker', tool: 'search', input: '{"query":"rate limit"}' }),
    anItem('reasoning', { text: '**Looking** at the router\nmore' }),
    anItem('plan', {
      steps: [
        { text: 'a', status: 'done' },
        { text: 'b', status: 'active' },
      ],
    }),
    anItem('subagent', { title: 'Look around' }),
  ].map((item) => stepText(item).text);
  expect(lines).toEqual([
    'npm test',
    'a.ts',
    'Move a.ts → b.ts',
    '2 files: a.ts, b.ts',
    'search rate limit',
    'Looking at the router',
    'Plan: 1 of 2 steps done',
    'Look around',
  ]);
});

test('only an ending worth a word has one', () => {
  expect(stepEnding(anItem('command', { exitCode: 0 }))).toBeNull();
  expect(stepEnding(anItem('command', { exitCode: 2, status: 'failed' }))).toEqual({ text: 'exit 2', bad: true });
  expect(stepEnding(anItem('tool', { status: 'failed', exitCode: null }))).toEqual({ text: 'failed', bad: true });
  expect(stepEnding(anItem('command', { status: 'declined', exitCode: null }))).toEqual({ text: 'declined', bad: false });
});

test('the tail of an output and arguments laid out', () => {
  expect(outputTail('a\nb\nc\n', 2)).toBe('b\nc');
  expect(laidOut('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(laidOut('{"a":')).toBe('{"a":');
});

test('a tool is told in the agent’s own words, or by what it is called with; its server apart', () => {
  const lines = [
    anItem('tool', { tool: 'Read', title: 'Read `src/a.ts`', use: 'read' }),
    anItem('tool', { tool: 'WebSearch', input: '{"query":"sqlite wal"}' }),
    anItem('tool', { tool: 'WebFetch', input: '{"url":"https://example.org/a"}' }),
    anItem('tool', { server: 'tracker', tool: 'create_issue', input: '{"team":"core","title":"Fix it"}' }),
    anItem('notice', { text: 'Overloaded.', retry: { attempt: 3, of: 10, at: null } }),
  ].map((item) => {
    const { icon, text, by } = stepText(item);
    return [icon, text, by];
  });
  expect(lines).toEqual([
    ['read', 'Read src/a.ts', undefined],
    ['web-search', 'Search the web for sqlite wal', undefined],
    ['fetch', 'Fetch https://example.org/a', undefined],
    ['mcp', 'create_issue Fix it', 'tracker'],
    ['notice', 'Overloaded. Tried again 3 times; it went on.', undefined],
  ]);
});
