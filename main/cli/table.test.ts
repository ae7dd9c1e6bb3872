import { expect, test } from 'vitest';
import { cut, table, textWidth } from './table.ts';

const columns = [{ title: 'ID' }, { title: 'Title', gives: true }, { title: 'Age', right: true }];

test('columns are aligned, whatever their characters are wide', () => {
  const rows = [
    ['t_1', 'Fix rounding', '5m'],
    ['t_22', '修正する', '12h'],
  ];
  expect(table(columns, rows, 80).split('\n')).toEqual(['ID    Title         Age', 't_1   Fix rounding   5m', 't_22  修正する      12h']);
});

test('what is too wide for the screen is cut where it may be', () => {
  const text = table(columns, [['t_1', 'x'.repeat(200), '5m']], 40);
  expect(Math.max(...text.split('\n').map(textWidth))).toBe(40);
  expect(text).toContain('x…');
});

test('a wide character is not cut in half', () => {
  expect(cut('日本語', 4)).toBe('日…');
  expect(cut('e\u0301tude', 6)).toBe('e\u0301tude');
});
