import { expect, test } from 'vitest';
import { collectExport, exportName } from './export-thread.ts';
import { aThreadId } from './testing/conversation-samples.ts';

test('pages are put together in order', async () => {
  const pages = [
    { lines: ['{"a":1}', '{"b":2}'], next: 2 },
    { lines: ['{"c":3}'], next: null },
  ];
  const blob = await collectExport(
    aThreadId,
    async (from) => (from === 0 ? pages[0] : pages[1]) as { lines: string[]; next: number | null },
  );
  expect(await blob.text()).toBe('{"a":1}\n{"b":2}\n{"c":3}\n');
});

test('a page that leads nowhere is an error and no endless loop', async () => {
  await expect(collectExport(aThreadId, async () => ({ lines: [], next: 0 }))).rejects.toThrow('does not move on');
});

test.each([
  ['Rate-limit: the /search', 'rate-limit-the-search.jsonl'],
  ['日本語', '日本語.jsonl'],
  ['…', 'thread.jsonl'],
])('%s is saved as %s', (title, name) => {
  expect(exportName(title)).toBe(name);
});
