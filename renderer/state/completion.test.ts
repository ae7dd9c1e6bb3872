import { expect, test } from 'vitest';
import { complete, completionAt, fileMention } from './completion.ts';

const at = (marked: string) => {
  const cursor = marked.indexOf('|');
  return completionAt(marked.replace('|', ''), cursor);
};

test('a sign at the start of a word completes', () => {
  expect(at('see @src/a| now')).toEqual({ kind: 'file', query: 'src/a', start: 4, end: 10 });
  expect(at('@|')).toEqual({ kind: 'file', query: '', start: 0, end: 1 });
  expect(at('like (#log|in)')).toEqual({ kind: 'thread', query: 'log', start: 6, end: 13 });
  expect(at('/st|')).toEqual({ kind: 'command', query: 'st', start: 0, end: 3 });
});

test('other signs are left alone', () => {
  expect(at('me@host|')).toBeNull();
  expect(at('# |Title')).toBeNull();
  expect(at('## |')).toBeNull();
  expect(at('see /etc|')).toBeNull();
  expect(at('src/a|')).toBeNull();
  expect(at('plain|')).toBeNull();
});

test('completing replaces the whole word and leaves the cursor behind it', () => {
  const text = 'see @sr now';
  const completion = completionAt(text, 7);
  expect(completion && complete(text, completion, '@src/a.ts')).toEqual({ text: 'see @src/a.ts now', cursor: 14 });
  const last = completionAt('see @sr', 7);
  expect(last && complete('see @sr', last, '@src/a.ts')).toEqual({ text: 'see @src/a.ts ', cursor: 14 });
});

test('a path with spaces is quoted', () => {
  expect(fileMention('docs/read me.md')).toBe('@"docs/read me.md"');
  expect(fileMention('a.ts')).toBe('@a.ts');
});
