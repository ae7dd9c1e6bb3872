/**
 * A part of a change: which of its lines are taken over and which are not. Pure. Contents are texts in which each
 * character is a byte (latin1), so that nothing is lost whatever the encoding.
 */
import type { Block } from '#contract/hunks.ts';

/** First and last line, counted from 1. */
export type LineRange = readonly [from: number, to: number];

export interface ChosenLines {
  /** Removed lines, by their numbers before the change. */
  readonly before: readonly LineRange[];
  /** Added lines, by their numbers after it. */
  readonly after: readonly LineRange[];
}

/** Lines with their ends. The last one may have none. */
export const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

const includes = (ranges: readonly LineRange[], line: number): boolean => ranges.some(([from, to]) => from <= line && line <= to);

/** Lines one after the other; one in the middle that had no end gets one. */
const joined = (lines: readonly string[]): string =>
  lines.map((line, at) => (at < lines.length - 1 && !line.endsWith('\n') ? `${line}\n` : line)).join('');

/**
 * `before` with only some of the changes that lead to `after`. `blocks` are those of a diff of the two without context.
 * With `inverse` it is the other way round: everything but the chosen lines is taken over.
 */
export const withChosen = (before: string, after: string, blocks: readonly Block[], chosen: ChosenLines, inverse = false): string => {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const isTaken = (ranges: readonly LineRange[], line: number): boolean => includes(ranges, line) !== inverse;
  const result: string[] = [];
  let at = 0;
  for (const block of blocks) {
    const begin = block.beforeStart - 1;
    result.push(...old.slice(at, begin));
    block.removed.forEach((_, index) => {
      const line = old[begin + index];
      if (line !== undefined && !isTaken(chosen.before, begin + index + 1)) result.push(line);
    });
    block.added.forEach((_, index) => {
      const line = fresh[block.afterStart - 1 + index];
      if (line !== undefined && isTaken(chosen.after, block.afterStart + index)) result.push(line);
    });
    at = begin + block.removed.length;
  }
  result.push(...old.slice(at));
  return joined(result);
};

/** All lines of some blocks. */
export const linesOfBlocks = (blocks: readonly Block[]): ChosenLines => ({
  before: blocks.flatMap(({ beforeStart, removed }): LineRange[] =>
    removed.length === 0 ? [] : [[beforeStart, beforeStart + removed.length - 1]],
  ),
  after: blocks.flatMap(({ afterStart, added }): LineRange[] => (added.length === 0 ? [] : [[afterStart, afterStart + added.length - 1]])),
});

/** Whether there is anything of the chosen lines in the change. */
export const isAnyChosen = (blocks: readonly Block[], { before, after }: ChosenLines): boolean =>
  blocks.some(
    (block) =>
      block.removed.some((_, index) => includes(before, block.beforeStart + index)) ||
      block.added.some((_, index) => includes(after, block.afterStart + index)),
  );

/** Where a line of one content stands in another, by the blocks between the two; null when it is not there. */
export const throughChange = (blocks: readonly Block[], line: number): number | null => {
  let shift = 0;
  for (const { beforeStart, removed, added } of blocks) {
    if (line < beforeStart) break;
    if (line < beforeStart + removed.length) return null;
    shift += added.length - removed.length;
  }
  return line + shift;
};

/** Lines of the blocks that are chosen, one by one. */
export const chosenOf = (
  blocks: readonly Block[],
  { before, after }: ChosenLines,
): { readonly before: readonly number[]; readonly after: readonly number[] } => ({
  before: blocks.flatMap(({ beforeStart, removed }) => removed.map((_, at) => beforeStart + at).filter((line) => includes(before, line))),
  after: blocks.flatMap(({ afterStart, added }) => added.map((_, at) => afterStart + at).filter((line) => includes(after, line))),
});
