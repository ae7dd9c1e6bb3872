import { expect, test } from 'vitest';
import { holds, parseWhen } from './when.ts';

const facts = { board: true, field: false, screen: 'board' };

test('clauses combine facts', () => {
  const clauses = [
    '',
    'board',
    '!board',
    'board && !field',
    'field || board && screen == board',
    '(field || board) && screen != thread',
    "screen == 'board'",
    'unknown',
  ];
  expect(clauses.map((clause) => holds(clause, facts))).toEqual([true, true, false, true, true, true, true, false]);
});

test('what cannot be read never holds', () => {
  for (const clause of ['board &&', '(board', 'board board', '&& board', 'screen ==', '$']) {
    expect([clause, parseWhen(clause), holds(clause, facts)]).toEqual([clause, null, false]);
  }
});
