import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePatch, PatchProblem, type PatchLine } from './patch-format.ts';
import { patchText } from './patch-text.ts';

const patchOf = (body: string): string => `*** Begin Patch\n${body}\n*** End Patch`;
const update = (before: string, body: string): string => {
  const [file] = parsePatch(patchOf(`*** Update File: a.txt\n${body}`));
  if (file?.kind !== 'update') throw new Error('no update');
  return patchText(before, file.chunks, 'a.txt').text;
};

describe('the format', () => {
  test('all that it has', () => {
    const text = patchOf(
      [
        '*** Add File: new folder/größe.txt',
        '+one',
        '+',
        '*** Update File: a.ts',
        '*** Move to: b.ts',
        '@@ class A',
        ' keep',
        '-old',
        '+new',
        '@@',
        '+last',
        '*** End of File',
        '*** Delete File: old.txt',
      ].join('\n'),
    );
    const line = (mark: PatchLine['mark'], words: string): PatchLine => ({ mark, text: words });
    expect(parsePatch(text)).toEqual([
      { kind: 'add', path: 'new folder/größe.txt', text: 'one\n\n' },
      {
        kind: 'update',
        path: 'a.ts',
        to: 'b.ts',
        chunks: [
          { heading: 'class A', lines: [line(' ', 'keep'), line('-', 'old'), line('+', 'new')], atEnd: false },
          { heading: null, lines: [line('+', 'last')], atEnd: true },
        ],
      },
      { kind: 'delete', path: 'old.txt' },
    ]);
  });

  test.each([
    ['no beginning', 'diff --git a b', 'must begin with'],
    ['no end', '*** Begin Patch\n*** Delete File: a', 'must end with'],
    ['no file', patchOf(''), 'names no file'],
    ['a line of no kind', patchOf('*** Update File: a\nwords'), 'Line 2 of the patch (a) must begin with'],
    ['an empty update', patchOf('*** Update File: a'), 'changes nothing in a'],
    ['words before a file', patchOf('words\n*** Delete File: a'), 'Line 1 of the patch'],
  ])('%s is told', (_, text, words) => {
    expect(() => parsePatch(text)).toThrow(PatchProblem);
    expect(() => parsePatch(text)).toThrow(words);
  });

  test('never breaks otherwise, whatever it gets', () => {
    const pieces = fc.constantFrom(
      '*** Begin Patch',
      '*** End Patch',
      '*** Add File: a',
      '*** Update File: a',
      '@@',
      ' x',
      '-x',
      '+x',
      '',
      '*** End of File',
      '*** Move to: b',
      '@@ -1,2 +1,2 @@',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (lines) => {
        try {
          parsePatch(lines.join('\n'));
        } catch (error) {
          expect(error).toBeInstanceOf(PatchProblem);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a text', () => {
  const before = 'one\ntwo\nthree\nfour\nfive\n';
  test.each([
    ['a line in the middle', '@@\n two\n-three\n+3\n four', 'one\ntwo\n3\nfour\nfive\n'],
    ['several places in order', '@@\n-one\n+1\n@@\n-five\n+5', '1\ntwo\nthree\nfour\n5\n'],
    ['by its heading', '@@ two\n+and a half', 'one\ntwo\nand a half\nthree\nfour\nfive\n'],
    ['at the end', '@@\n+six\n*** End of File', 'one\ntwo\nthree\nfour\nfive\nsix\n'],
    ['with white space that differs', '@@\n two   \n-  three\n+3', 'one\ntwo\n3\nfour\nfive\n'],
    ['line numbers of a unified diff are no heading', '@@ -2,2 +2,1 @@\n two\n-three', 'one\ntwo\nfour\nfive\n'],
  ])('%s', (_, body, after) => expect(update(before, body)).toBe(after));

  test('keeps its line ends, and a last line without one', () => {
    expect(update('a\r\nb\r\nc', '@@\n-b\n+B')).toBe('a\r\nB\r\nc');
  });

  test('keeps its own spelling of lines that only resemble the patch’s', () => {
    expect(update('a “b”\nold\n', '@@\n a "b"\n-old\n+new')).toBe('a “b”\nnew\n');
  });

  test('lines that are not there, or stand before an earlier chunk, are told', () => {
    expect(() => update(before, '@@\n-six\n+6')).toThrow('these lines were not found');
    expect(() => update(before, '@@\n-five\n+5\n@@\n-one\n+1')).toThrow('order the chunks as in the file');
  });
});

/** Numbered lines, so that every place is where it seems. */
const fileOf = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `line ${index}`);

test('the patch between two versions turns the one into the other', () => {
  const edits = fc.array(
    fc.record({
      keep: fc.integer({ min: 3, max: 9 }),
      drop: fc.integer({ min: 0, max: 3 }),
      add: fc.array(fc.stringMatching(/^[^\n\r]{0,20}$/), { maxLength: 3 }),
    }),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(edits, fc.boolean(), (changes, open) => {
      const lines = fileOf(100);
      const after: string[] = [];
      const body: string[] = [];
      let at = 0;
      for (const { keep, drop, add } of changes) {
        after.push(...lines.slice(at, at + keep));
        at += keep;
        body.push(
          '@@',
          ...lines.slice(at - 3, at).map((line) => ` ${line}`),
          ...lines.slice(at, at + drop).map((line) => `-${line}`),
          ...add.map((line) => `+${line}`),
        );
        at += drop;
        after.push(...add);
      }
      after.push(...lines.slice(at));
      const end = open ? '' : '\n';
      if (body.length === 0) return;
      expect(update(lines.join('\n') + end, body.join('\n'))).toBe(after.join('\n') + end);
    }),
    { numRuns: 300 },
  );
});
