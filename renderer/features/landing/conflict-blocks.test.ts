import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockNear, conflictBlocks, settleBlock } from './conflict-blocks.ts';

const text = 'a\n<<<<<<< thread\nmine\n=======\ntheirs\n>>>>>>> main\nb\n<<<<<<< thread\n||||||| old\nx\n=======\ny\n>>>>>>> main\n';

test('blocks are found with their two sides; the common ancestor is left out', () => {
  expect(conflictBlocks(text)).toEqual([
    { first: 2, last: 6, above: ['mine'], below: ['theirs'] },
    { first: 8, last: 13, above: [], below: ['y'] },
  ]);
});

test('a block is settled to either side or both, and the rest of the text stays', () => {
  const [block] = conflictBlocks(text);
  if (block === undefined) throw new Error('there are two');
  const rest = text.slice(text.indexOf('b\n'));
  expect(settleBlock(text, block, 'above')).toBe(`a\nmine\n${rest}`);
  expect(settleBlock(text, block, 'below')).toBe(`a\ntheirs\n${rest}`);
  expect(settleBlock(text, block, 'both')).toBe(`a\nmine\ntheirs\n${rest}`);
});

test('markers that belong to nothing are text', () => {
  expect(conflictBlocks('<<<<<<< thread\nmine\n')).toEqual([]);
  expect(conflictBlocks('=======\n>>>>>>> main\n')).toEqual([]);
  expect(conflictBlocks('<<<<<<< a\n<<<<<<< b\n1\n=======\n2\n>>>>>>> b\n')).toHaveLength(1);
});

test('lines that end in CR LF keep their ends', () => {
  const windows = text.replaceAll('\n', '\r\n');
  const [block] = conflictBlocks(windows);
  if (block === undefined) throw new Error('there are two');
  expect(settleBlock(windows, block, 'above').startsWith('a\r\nmine\r\nb\r\n')).toBe(true);
});

test('the block near a line is the one it stands in, the next, or the last', () => {
  const blocks = conflictBlocks(text);
  expect([1, 4, 7, 9, 40].map((line) => blockNear(blocks, line)?.first)).toEqual([2, 2, 8, 8, 8]);
  expect(blockNear([], 1)).toBeNull();
});

test('property: settling every block leaves no marker and loses no line of the chosen sides', () => {
  const lines = fc.array(fc.constantFrom('x', 'y', ''), { maxLength: 3 });
  fc.assert(
    fc.property(fc.array(fc.tuple(lines, lines, lines), { maxLength: 4 }), (parts) => {
      // A last line that is no block's: without one, no lines and one empty line are the same text.
      let whole = [
        ...parts.flatMap(([before, mine, theirs]) => [...before, '<<<<<<< thread', ...mine, '=======', ...theirs, '>>>>>>> main']),
        'end',
      ].join('\n');
      for (let block = conflictBlocks(whole)[0]; block !== undefined; block = conflictBlocks(whole)[0])
        whole = settleBlock(whole, block, 'both');
      expect(whole.split('\n')).toEqual([...parts.flatMap(([before, mine, theirs]) => [...before, ...mine, ...theirs]), 'end']);
    }),
  );
});
