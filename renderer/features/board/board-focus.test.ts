import { expect, test } from 'vitest';
import type { ThreadId } from '#contract/ids.ts';
import type { Column } from '#contract/threads.ts';
import type { BoardColumn } from './board-columns.ts';
import { focusAfter, moveFocus, rangeBetween, type Direction } from './board-focus.ts';

const column = (name: Column, ...cards: readonly string[]): BoardColumn => ({
  column: name,
  cards: cards as readonly ThreadId[],
  snoozed: [],
});
const columns = [column('needs-you', 'a', 'b', 'c'), column('running'), column('review', 'd'), column('done', 'e', 'f')];
const go = (from: string | null, ...directions: readonly Direction[]) =>
  directions.reduce<ThreadId | null>((at, direction) => moveFocus(columns, at, direction), from as ThreadId | null);

test('arrows move within and between columns, over empty ones, and stop at the edges', () => {
  expect([
    go(null, 'down'),
    go('a', 'down', 'down', 'down'),
    go('c', 'right'),
    go('c', 'right', 'right', 'right'),
    go('d', 'left'),
    go('b', 'last', 'first'),
    go('gone', 'up'),
  ]).toEqual(['a', 'c', 'd', 'e', 'a', 'a', 'a']);
});

test('a card that leaves hands the focus to the next of its column', () => {
  const after = (...next: readonly BoardColumn[]) => focusAfter(columns, next, 'b' as ThreadId);
  expect([
    after(column('needs-you', 'a', 'c'), column('running', 'b')),
    after(column('needs-you', 'a'), column('running', 'b')),
    after(column('needs-you'), column('running', 'b')),
    after(column('needs-you'), column('running', 'x')),
    after(column('needs-you', 'b', 'a', 'c')),
    focusAfter(columns, columns, null),
  ]).toEqual(['c', 'a', 'b', 'x', 'b', null]);
});

test('a range stays in its column', () => {
  expect([rangeBetween(columns, 'c' as ThreadId, 'a' as ThreadId), rangeBetween(columns, 'a' as ThreadId, 'd' as ThreadId)]).toEqual([
    ['a', 'b', 'c'],
    ['d'],
  ]);
});
