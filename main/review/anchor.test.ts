import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contextOf, findAgain, textLines } from './anchor.ts';

const file = (count: number): string[] => Array.from({ length: count }, (_, at) => `  const value${at} = compute(${at});`);
const range = fc
  .tuple(fc.integer({ min: 8, max: 60 }), fc.nat(), fc.integer({ min: 1, max: 6 }))
  .map(([count, at, length]) => ({ text: file(count), from: (at % (count - 7)) + 1, to: Math.min(count, (at % (count - 7)) + length) }));

/** Edits outside of the lines `from` to `to`: lines put in and taken out, each at a place of the text before. */
const applyElsewhere = (
  text: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
  edits: readonly { readonly at: number; readonly insert: number; readonly remove: boolean }[],
): { readonly text: readonly string[]; readonly from: number } => {
  const result: string[] = [];
  let start = 0;
  text.forEach((line, index) => {
    const inside = index + 1 >= from && index + 1 <= to;
    const edit = edits.find((one) => one.at % text.length === index);
    const between = index + 1 > from && index + 1 <= to;
    if (edit !== undefined && !between) for (let put = 0; put < edit.insert; put += 1) result.push(`inserted ${index} ${put};`);
    if (index + 1 === from) start = result.length + 1;
    if (inside || edit?.remove !== true) result.push(line);
  });
  return { text: result, from: start };
};

const edits = fc.array(fc.record({ at: fc.nat(), insert: fc.integer({ min: 0, max: 20 }), remove: fc.boolean() }), { maxLength: 12 });

test('lines that nobody touched are found exactly, whatever happens elsewhere', () => {
  fc.assert(
    fc.property(range, edits, ({ text, from, to }, changed) => {
      const after = applyElsewhere(text, { from, to }, changed);
      expect(findAgain(after.text, contextOf(text, from, to))).toEqual({ kind: 'found', from: after.from, to: after.from + to - from });
    }),
  );
});

test('an edited line is found about where it is; a deleted stretch is gone', () => {
  fc.assert(
    fc.property(range, fc.integer({ min: 0, max: 15 }), ({ text, from, to }, shift) => {
      // At the very beginning nothing tells what was put before from what was edited.
      fc.pre(from > 1);
      const context = contextOf(text, from, to);
      const above = Array.from({ length: shift }, (_, at) => `above ${at};`);
      const edited = [...above, ...text.map((line, at) => (at === from - 1 ? '  somethingElseEntirely();' : line))];
      const found = findAgain(edited, context);
      expect(found.kind).toBe('edited');
      if (found.kind !== 'edited') return;
      expect(found.from).toBeGreaterThanOrEqual(from + shift);
      expect(found.to).toBeLessThanOrEqual(to + shift);
      expect(findAgain([...above, ...text.slice(0, from - 1), ...text.slice(to)], context)).toEqual({ kind: 'gone' });
    }),
  );
});

test('of equal lines the one between the same neighbours is meant', () => {
  const block = (name: string): readonly string[] => [`function ${name}() {`, '  return null;', '}', ''];
  const text = ['one', 'two', 'three', 'four'].flatMap(block);
  const context = contextOf(text, 10, 10);
  expect(findAgain(text, context)).toEqual({ kind: 'found', from: 10, to: 10 });
  expect(findAgain(text.slice(4), context)).toEqual({ kind: 'found', from: 6, to: 6 });
  expect(findAgain(['a', 'b', ...text.toReversed().slice(0, 2), ...text], context)).toEqual({ kind: 'found', from: 14, to: 14 });
  expect(findAgain(['x', '}', 'y'], contextOf(text, 11, 11))).toEqual({ kind: 'gone' });
});

test('an empty file, a whole file, Windows line ends', () => {
  expect(findAgain([], contextOf(['a line of code'], 1, 1))).toEqual({ kind: 'gone' });
  expect(findAgain(['}'], contextOf(['}'], 1, 1))).toEqual({ kind: 'found', from: 1, to: 1 });
  expect(findAgain(textLines('x\r\nlonger line\r\n'), contextOf(textLines('longer line\n'), 1, 1))).toEqual({
    kind: 'found',
    from: 2,
    to: 2,
  });
});
