/** The blocks between conflict markers in a text, and the text with one of them settled. Pure. */

export interface ConflictBlock {
  /** Lines, counted from 1: that of `<<<<<<<` and that of `>>>>>>>`. */
  readonly first: number;
  readonly last: number;
  /** What stands above `=======`, and below it. */
  readonly above: readonly string[];
  readonly below: readonly string[];
}

const isMark = (line: string, mark: string): boolean => line === mark || line.startsWith(`${mark} `);

/** Blocks in their order; a marker without its others is text. */
export const conflictBlocks = (text: string): readonly ConflictBlock[] => {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const blocks: ConflictBlock[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (!isMark(lines[at] ?? '', '<<<<<<<')) continue;
    const end = lines.findIndex((line, index) => index > at && isMark(line, '>>>>>>>'));
    const again = lines.findIndex((line, index) => index > at && isMark(line, '<<<<<<<'));
    const middle = lines.findIndex((line, index) => index > at && line === '=======');
    if (end < 0 || middle < 0 || middle > end || (again >= 0 && again < end)) continue;
    const ancestor = lines.findIndex((line, index) => index > at && index < middle && isMark(line, '|||||||'));
    const raw = text.split('\n');
    blocks.push({
      first: at + 1,
      last: end + 1,
      above: raw.slice(at + 1, ancestor < 0 ? middle : ancestor),
      below: raw.slice(middle + 1, end),
    });
    at = end;
  }
  return blocks;
};

export type BlockChoice = 'above' | 'below' | 'both';

/** The lines that take the place of a block. */
export const linesOf = ({ above, below }: ConflictBlock, choice: BlockChoice): readonly string[] =>
  choice === 'both' ? [...above, ...below] : choice === 'above' ? above : below;

export const settleBlock = (text: string, block: ConflictBlock, choice: BlockChoice): string => {
  const lines = text.split('\n');
  return [...lines.slice(0, block.first - 1), ...linesOf(block, choice), ...lines.slice(block.last)].join('\n');
};

/** The block that a line stands in, else the next one, else the last; null when there is none. */
export const blockNear = (blocks: readonly ConflictBlock[], line: number): ConflictBlock | null =>
  blocks.find(({ last }) => last >= line) ?? blocks.at(-1) ?? null;
