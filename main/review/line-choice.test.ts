import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hunksOf, type Block } from '#contract/hunks.ts';
import { isAnyChosen, linesOfBlocks, withChosen, type ChosenLines } from './line-choice.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-lines-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As git sees it. */
const blocksBetween = (before: string, after: string): readonly Block[] => {
  const [a, b] = [join(folder, 'a'), join(folder, 'b')];
  writeFileSync(a, before, 'latin1');
  writeFileSync(b, after, 'latin1');
  let patch = '';
  try {
    execFileSync('git', ['diff', '--no-index', '--no-color', '-U0', a, b], { stdio: 'pipe' });
  } catch (error) {
    patch = (error as { stdout: Buffer }).stdout.toString('latin1');
  }
  return patch === '' ? [] : hunksOf(patch).flatMap(({ blocks }) => blocks);
};

const all: ChosenLines = { before: [[1, 1e9]], after: [[1, 1e9]] };
const none: ChosenLines = { before: [], after: [] };
const line = fc.constantFrom('one', 'two', 'three', '', '}', '-- x', '++ y', '@@ -1 +1 @@', '\\ z', ' pad');
const text = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
  .map(([lines, end]) => lines.join('\n') + (end && lines.length > 0 ? '\n' : ''));

test('nothing, everything, and a part with its counterpart', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(text, text, fc.func(fc.boolean()), (before, after, pick) => {
      const blocks = blocksBetween(before, after);
      expect(withChosen(before, after, blocks, none)).toBe(before);
      expect(withChosen(before, after, blocks, all)).toBe(after);
      expect(withChosen(before, after, blocks, all, true)).toBe(before);
      expect(withChosen(before, after, blocks, none, true)).toBe(after);
      // Taking some blocks over is the same as taking all but the others over.
      const some = blocks.filter((_, index) => pick(index));
      const others = blocks.filter((block) => !some.includes(block));
      const part = withChosen(before, after, blocks, linesOfBlocks(some));
      expect(withChosen(before, after, blocks, linesOfBlocks(others), true)).toBe(part);
      expect(isAnyChosen(blocks, linesOfBlocks(some))).toBe(some.length > 0);
      // What is left over leads on to the whole.
      const rest = blocksBetween(part, after);
      expect(withChosen(part, after, rest, all)).toBe(after);
    }),
    { numRuns: 150 },
  );
});

test('single lines of a block', () => {
  const [before, after] = ['a\nb\nc\n', 'a\nB\nC\nc2\n'];
  const blocks = blocksBetween(before, after);
  expect(withChosen(before, after, blocks, { before: [[2, 2]], after: [[2, 2]] })).toBe('a\nc\nB\n');
  expect(withChosen(before, after, blocks, { before: [], after: [[4, 4]] })).toBe('a\nb\nc\nc2\n');
  expect(withChosen(before, after, blocks, { before: [], after: [[4, 4]] }, true)).toBe('a\nB\nC\n');
});

test('a last line without an end stays without one as long as it is the last', () => {
  const [before, after] = ['a\nb', 'a\nb\nc'];
  const blocks = blocksBetween(before, after);
  expect(withChosen(before, after, blocks, all)).toBe('a\nb\nc');
  expect(withChosen(before, after, blocks, { before: [], after: [[3, 3]] })).toBe('a\nb\nc');
});
