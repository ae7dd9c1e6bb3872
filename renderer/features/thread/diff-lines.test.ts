import { expect, test } from 'vitest';
import { diffCounts, diffLines } from './diff-lines.ts';

const diff = [
  'diff --git a/a b/a',
  '--- a/a',
  '+++ b/a',
  '@@ -3,2 +3,3 @@ head',
  ' same',
  '-old',
  '+new',
  '+more',
  '\\ No newline at end of file',
  '',
].join('\n');

test('rows carry their line numbers on both sides', () => {
  expect(diffLines(diff)).toEqual([
    { kind: 'hunk', text: 'head', before: null, after: null },
    { kind: 'same', text: 'same', before: 3, after: 3 },
    { kind: 'del', text: 'old', before: 4, after: null },
    { kind: 'add', text: 'new', before: null, after: 4 },
    { kind: 'add', text: 'more', before: null, after: 5 },
  ]);
});

test('the text of a new file counts as added', () => {
  expect(diffLines('one\ntwo\n').map((line) => `${line.kind} ${line.after} ${line.text}`)).toEqual(['add 1 one', 'add 2 two']);
});

test('counts come from the agent, else from the diff', () => {
  expect(diffCounts({ added: 5, diff })).toEqual({ added: 5, deleted: 0 });
  expect(diffCounts({ diff })).toEqual({ added: 2, deleted: 1 });
  expect(diffCounts({})).toBeNull();
});
