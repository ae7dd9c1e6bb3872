import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeptOutput, SHOWN_MAX_CHARS } from './kept-output.ts';
import { createPlainOutput } from './plain-output.ts';

const plain = (text: string, sizes: readonly number[] = []): string => {
  const bytes = Buffer.from(text);
  const output = createPlainOutput();
  let said = '';
  let at = 0;
  for (const size of sizes) {
    said += output.take(bytes.subarray(at, at + size));
    at += size;
  }
  return said + output.take(bytes.subarray(at)) + output.end();
};

test.each([
  ['line ends', 'a\r\nb\r\r\nc', 'a\nb\nc'],
  ['a line written over', '10 %\r20 %\r\n', '10 %\n20 %\n'],
  ['colours', '\u001b[1;31mred\u001b[0m \u001b[38;2;1;2;3mx\u001b[m', 'red x'],
  ['a title and a link', '\u001b]0;title\u0007a\u001b]8;;http://x\u001b\\b\u001b]8;;\u001b\\', 'ab'],
  ['cursor play', '\u001b[?25la\u001b[2K\u001b7b\u001b(Bc\u001b=d', 'abcd'],
  ['control letters', 'a\u0000\b\u0007b\tc', 'ab\tc'],
  ['a sequence that never ends', 'a\u001b[12', 'a[12'],
  ['letters of all kinds', 'é漢🧑‍🚀', 'é漢🧑‍🚀'],
])('%s', (_, text, expected) => expect(plain(text)).toBe(expected));

test('the pieces in which it comes make no difference', () => {
  const part = fc.constantFrom('text', '\r\n', '\r', '\n', '\u001b[31m', '\u001b]0;t\u0007', 'é', '🧑‍🚀', '\u001b[2K', '\u001b(B');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), fc.array(fc.integer({ min: 1, max: 7 })), (parts, sizes) => {
      const text = parts.join('');
      expect(plain(text, sizes)).toBe(plain(text));
    }),
    { numRuns: 300 },
  );
});

test('long output is cut in the middle, and read on from there', () => {
  const output = new KeptOutput();
  const text = Array.from({ length: 9_000 }, (_, index) => `line ${index}\n`).join('');
  for (let at = 0; at < text.length; at += 1_000) output.add(text.slice(at, at + 1_000));
  const shown = output.shown(0, (from) => `from ${from}`);
  expect(shown.length).toBeLessThan(SHOWN_MAX_CHARS + 200);
  expect([shown.startsWith('line 0\n'), shown.endsWith('line 8999\n')]).toEqual([true, true]);
  const from = Number(/from (\d+)/.exec(shown)?.[1]);
  expect(output.slice(from, 50)).toEqual({ text: text.slice(from, from + 50), from, lost: 0 });
});

test('of an endless output the beginning and the end are kept', () => {
  const output = new KeptOutput();
  for (let index = 0; index < 3_000; index += 1) output.add(`${String(index).padStart(9)}\n`.repeat(100));
  expect(output.chars).toBe(3_000_000);
  expect(output.slice(0, 10).text).toBe('        0\n');
  expect(output.slice(output.chars - 10, 10).text).toBe('     2999\n');
  const lost = output.slice(200_000, 10);
  expect(lost.lost).toBeGreaterThan(0);
  expect(lost.text).toMatch(/^[\s\d]{10}$/);
});
