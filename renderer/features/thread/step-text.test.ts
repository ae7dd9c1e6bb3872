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
    'tracker · search rate limit',
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
