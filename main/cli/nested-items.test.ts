import { expect, test } from 'vitest';
import type { Item } from '#contract/items.ts';
import { itemMarkdown } from './item-markdown.ts';
import { deeper, nested } from './nested-items.ts';

const base = { turn: null, status: 'done', startedAt: 0, endedAt: 0 };
const item = (fields: object): Item => ({ ...base, ...fields }) as unknown as Item;
const subagent = item({ id: 's', position: 1, kind: 'subagent', title: 'Explorer', agent: 'explore', prompt: 'Find it', text: 'Found.' });
const citations = [{ title: 'The [docs]', url: 'https://example.org/a' }];
const answer = item({ id: 'm', position: 2, kind: 'assistant', text: 'Done.', citations });
const child = item({
  id: 'c',
  parent: 's',
  position: 3,
  kind: 'tool',
  server: 'docs',
  tool: 'search',
  title: 'Search x',
  input: '',
  output: '',
});
const orphan = item({ id: 'o', parent: 'gone', position: 4, kind: 'assistant', text: 'Orphan' });

test('what a sub-agent did follows it, one deeper', () => {
  expect(nested([subagent, answer, child, orphan]).map(({ item: { id }, depth }) => [id, depth])).toEqual([
    ['s', 0],
    ['c', 1],
    ['m', 0],
    ['o', 0],
  ]);
});

test('as Markdown, with sources', () => {
  expect(nested([subagent, answer, child]).map(({ item: one, depth }) => deeper(itemMarkdown(one), '> '.repeat(depth)))).toEqual([
    '### Sub-agent: Explorer (explore)\n\n> Find it\n\nFound.',
    '> *Used docs.search: Search x*',
    '## Agent\n\nDone.\n\n1. [The docs](<https://example.org/a>)',
  ]);
});
