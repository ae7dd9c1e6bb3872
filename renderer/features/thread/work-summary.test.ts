import { expect, test } from 'vitest';
import type { Item } from '#contract/items.ts';
import { countWork, failedText, summaryText } from './work-summary.ts';
import { anItem } from './testing/conversation-samples.ts';

const summary = (items: readonly Item[]) => summaryText(countWork(items));

test('reads, searches, commands and distinct edited files are counted apart', () => {
  const items = [
    anItem('command', { command: `bash -lc 'cat a.ts'` }),
    anItem('tool', { tool: 'read_file' }),
    anItem('command', { command: 'rg x' }),
    anItem('command', { command: 'npm test', status: 'failed', exitCode: 1 }),
    anItem('command', { command: 'npm test' }),
    anItem('file-change', {
      changes: [
        { path: 'a.ts', kind: 'update' },
        { path: 'b.ts', kind: 'add' },
      ],
    }),
    anItem('file-change', { changes: [{ path: 'a.ts', kind: 'update' }] }),
    anItem('file-change', { status: 'declined', changes: [{ path: 'c.ts', kind: 'update' }] }),
    anItem('tool', { tool: 'create_issue', server: 'tracker' }),
    anItem('subagent', {}),
  ];
  expect(summary(items)).toBe('Read 2 files, searched 1 time, ran 2 commands, edited 2 files, used 1 tool, started 1 sub-agent');
  expect(failedText(countWork(items))).toBe('1 command failed');
});

test('thinking alone has its own words', () => {
  expect(summary([anItem('reasoning', {})])).toBe('Thought about it');
  expect(summary([anItem('assistant', {})])).toBe('Worked');
});
