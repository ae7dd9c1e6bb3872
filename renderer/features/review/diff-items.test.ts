import { expect, test } from 'vitest';
import { createDiffItems, parsePatch, withoutLines } from './diff-items.ts';
import type { PatchState } from './patch-loader.ts';
import { aFile } from './testing/change-samples.ts';

const patch = [
  'diff --git a/a.ts b/a.ts',
  'index 111..222 100644',
  '--- a/a.ts',
  '+++ b/a.ts',
  '@@ -1,2 +1,3 @@',
  ' one',
  '-two',
  '+three',
  '+four',
  '',
].join('\n');
const ready = (text: string): PatchState => ({ kind: 'ready', stale: false, patch: { path: 'a.ts', patch: text, tooLarge: false } });

test('a patch of git is parsed under the name of the list', () => {
  const parsed = parsePatch(aFile('dïr/a.ts'), patch, 1);
  expect([parsed?.name, parsed?.unifiedLineCount, parsed?.hunks.length]).toEqual(['dïr/a.ts', 4, 1]);
  expect(parsePatch(aFile('a.ts'), 'diff --git a/a b/b\nsimilarity index 100%\n', 1)).toBeNull();
});

test('an item stays the same object until it shows something else', () => {
  const items = createDiffItems();
  const files = [aFile('a.ts', { added: 2, deleted: 1 })];
  const none = new Set<string>();
  const [waiting] = items.of(files, () => undefined, none);
  expect([waiting?.fileDiff.unifiedLineCount, waiting?.collapsed]).toEqual([9, false]);
  const [shown] = items.of(files, () => ready(patch), none);
  const [again] = items.of(files, () => ready(patch), none);
  expect([shown?.fileDiff.unifiedLineCount, again === shown]).toEqual([4, true]);
  const [folded] = items.of(files, () => ready(patch), new Set(['a.ts']));
  expect([folded?.collapsed, folded?.fileDiff === shown?.fileDiff, folded?.version === shown?.version]).toEqual([true, true, false]);
});

test('files without lines say why and stay folded', () => {
  expect(withoutLines(aFile('a.png', { binary: true }), undefined)).toBe('Binary file');
  expect(withoutLines(aFile('a'), { kind: 'ready', stale: false, patch: { path: 'a', patch: '', tooLarge: true } })).toBe(
    'Too large to show here',
  );
  expect(withoutLines(aFile('b', { kind: 'renamed', from: 'a' }), ready(''))).toBe('Moved, content unchanged');
  expect(withoutLines(aFile('a.ts'), ready(patch))).toBeNull();
  const [binary] = createDiffItems().of([aFile('a.png', { binary: true })], () => undefined, new Set());
  expect(binary?.collapsed).toBe(true);
});
