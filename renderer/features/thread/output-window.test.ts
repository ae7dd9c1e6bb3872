import { expect, test } from 'vitest';
import { emptyWindow, endFrom, grow, LINE_MAX_CHARS, linesOf, nextRange, PAGE_BYTES, toLines, type OutputWindow } from './output-window.ts';

const page = (index: number) => ({ from: index * PAGE_BYTES, to: (index + 1) * PAGE_BYTES, lines: [`line ${index}`] });
const total = 20 * PAGE_BYTES;

test('pages follow each other on both sides up to the borders', () => {
  expect(nextRange(emptyWindow, 'after')).toEqual({ from: 0, bytes: PAGE_BYTES });
  const window: OutputWindow = { pages: [page(1)], totalBytes: 2 * PAGE_BYTES };
  expect([nextRange(window, 'before'), nextRange(window, 'after')]).toEqual([{ from: 0, bytes: PAGE_BYTES }, null]);
  expect(nextRange({ pages: [{ ...page(0), from: 100 }], totalBytes: total }, 'before')).toEqual({ from: 0, bytes: 100 });
});

test('far pages are let go and the scroll position is told', () => {
  let window: OutputWindow = emptyWindow;
  let above = 0;
  for (let index = 0; index < 9; index += 1) ({ window, above } = grow(window, 'after', page(index), total));
  expect([linesOf(window)[0], window.pages.length, above]).toEqual(['line 1', 8, -1]);
  ({ window, above } = grow(window, 'before', page(0), total));
  expect([linesOf(window)[0], linesOf(window).at(-1), above]).toEqual(['line 0', 'line 7', 1]);
});

test('a line too long for the screen is cut and says so', () => {
  const [line] = toLines('x'.repeat(LINE_MAX_CHARS + 7));
  expect(line?.endsWith(' … (7 more characters)')).toBe(true);
  expect(toLines('a\nb\n')).toEqual(['a', 'b']);
});

test('the end of an output', () => {
  expect([endFrom(10), endFrom(PAGE_BYTES + 10)]).toEqual([0, 10]);
});
