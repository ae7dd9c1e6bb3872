import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePatch } from './parse-patch.ts';
import { columnsOf, type ParsedDiff } from './parsed-diff.ts';
import { lineChanges } from './word-changes.ts';

const shown = (diff: ParsedDiff): readonly string[] =>
  diff.texts.map((text, line) => `${' +-'.charAt(diff.kinds[line] ?? 0)}${diff.before[line] ?? 0}:${diff.after[line] ?? 0} ${text}`);

const patch = `diff --git a/src/a.ts b/src/a.ts
index 1..2 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,3 +1,3 @@ export const a
 one
-two
+2
 three
@@ -10 +10,2 @@
--- looks like a header
+++ so does this
+@@ -1,3 +1,3 @@ and this like a hunk
\\ No newline at end of file
`;

test('lines and their numbers on both sides', () => {
  const diff = parsePatch(patch);
  expect(shown(diff)).toEqual([
    ' 1:1 one',
    '-2:0 two',
    '+0:2 2',
    ' 3:3 three',
    '-10:0 -- looks like a header',
    '+0:10 ++ so does this',
    '+0:11 @@ -1,3 +1,3 @@ and this like a hunk',
  ]);
  expect(diff.hunks).toEqual([
    { start: 0, end: 4, beforeStart: 1, beforeLines: 3, afterStart: 1, afterLines: 3, heading: 'export const a', added: 1, deleted: 1 },
    { start: 4, end: 7, beforeStart: 10, beforeLines: 1, afterStart: 10, afterLines: 2, heading: '', added: 2, deleted: 1 },
  ]);
  expect(diff.endless).toEqual([6]);
});

test('a patch without lines has none', () => {
  expect(parsePatch('diff --git a/x b/x\nold mode 100644\nnew mode 100755\n').hunks).toEqual([]);
  expect(parsePatch('').texts).toEqual([]);
});

test('whatever the lines hold, each comes out once and in order', () => {
  const line = fc.tuple(
    fc.constantFrom(' ', '+', '-'),
    fc.string().filter((text) => !/[\r\n]/.test(text)),
  );
  fc.assert(
    fc.property(fc.array(fc.array(line, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 }), (hunks) => {
      const text = hunks.map((lines) => {
        const of = (sign: string): number => lines.filter(([kind]) => kind === ' ' || kind === sign).length;
        return `@@ -1,${of('-')} +1,${of('+')} @@\n${lines.map(([kind, content]) => `${kind}${content}\n`).join('')}`;
      });
      const diff = parsePatch(`--- a\n+++ b\n${text.join('')}`);
      expect(diff.texts).toEqual(hunks.flat().map(([, content]) => content));
      expect([...diff.kinds].map((kind) => ' +-'.charAt(kind))).toEqual(hunks.flat().map(([kind]) => kind));
      expect(diff.hunks.map(({ start, end }) => end - start)).toEqual(hunks.map((lines) => lines.length));
    }),
  );
});

const cut = (text: string, ranges: readonly (readonly [number, number])[]): readonly string[] =>
  ranges.map(([from, to]) => text.slice(from, to));

test('changed words are found, lines with little in common are left alone', () => {
  const [before, after] = ["router.get('/search', search);", "router.get('/find', limit, search);"];
  const found = lineChanges(before, after);
  expect([cut(before, found.before), cut(after, found.after)]).toEqual([['search'], ['find', ', limit']]);
  expect(lineChanges('one two three', 'completely other words here')).toEqual({ before: [], after: [] });
});

test('without the changed words both lines are the same', () => {
  const without = (text: string, ranges: readonly (readonly [number, number])[]): string =>
    ranges
      .toReversed()
      .reduce((left, [from, to]) => left.slice(0, from) + left.slice(to), text)
      .replaceAll(/\s/g, '');
  const word = fc.constantFrom('a', 'be', 'see', '(', ')', ' ', '  ', '.', 'ö');
  fc.assert(
    fc.property(fc.array(word, { maxLength: 15 }), fc.array(word, { maxLength: 15 }), (a, b) => {
      const [before, after] = [a.join(''), b.join('')];
      const found = lineChanges(before, after);
      if (found.before.length + found.after.length > 0) expect(without(before, found.before)).toBe(without(after, found.after));
    }),
  );
});

test('tabs and wide characters take the room they show', () => {
  expect([columnsOf('\ta'), columnsOf('ab\tc'), columnsOf('日本'), columnsOf('e\u0301'), columnsOf('🙂')]).toEqual([5, 5, 4, 1, 2]);
});
