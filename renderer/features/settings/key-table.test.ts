import { expect, test } from 'vitest';
import type { Command } from '#renderer/state/commands.ts';
import { keyGroups, keyRows, sheetRows, withKey } from './key-table.ts';

const command = (id: string, keys: readonly string[], when = '', group: Command['group'] = 'Board'): Command => ({
  id,
  title: id,
  group,
  keys,
  when,
  run: () => {},
});
const commands = [
  command('card.done', ['e'], 'board'),
  command('triage.done', ['e'], 'triage', 'Thread'),
  command('task.new', ['Mod+N', 'C'], '', 'Task'),
  command('card.copy', [], 'board && card'),
];

test('the same key in places that exclude each other is no conflict', () => {
  expect(keyRows(commands, {}).map((row) => row.conflicts)).toEqual([[], [], [], []]);
  expect(
    keyRows(commands, { 'card.copy': 'E', 'task.new': { key: 'mod+shift+k', when: '' } }).map((row) => [
      row.command.id,
      row.keys.join(),
      row.own,
      row.conflicts,
    ]),
  ).toEqual([
    ['card.done', 'e', false, ['card.copy']],
    ['triage.done', 'e', false, []],
    ['task.new', 'mod+shift+k', true, []],
    ['card.copy', 'E', true, ['card.done']],
  ]);
});

test('rows are grouped and can be found by title, id and key', () => {
  const groups = (query: string) =>
    keyGroups(keyRows(commands, {}), query).map(({ group, rows }) => `${group}: ${rows.map((row) => row.command.id).join(' ')}`);
  expect([groups(''), groups('mod+n'), groups('triage')]).toEqual([
    ['Task: task.new', 'Board: card.done card.copy', 'Thread: triage.done'],
    ['Task: task.new'],
    ['Thread: triage.done'],
  ]);
});

test('a key is set, taken away and given back', () => {
  const done = commands[0]!;
  expect([
    withKey({}, done, 'Mod+E', 'board'),
    withKey({}, done, 'Mod+E', ''),
    withKey({ 'card.done': 'x' }, done, null),
    withKey({ 'card.done': 'x', other: 'y' }, done, undefined),
  ]).toEqual([{ 'card.done': 'Mod+E' }, { 'card.done': { key: 'Mod+E', when: '' } }, { 'card.done': null }, { other: 'y' }]);
});

test('for reading, commands with a number each are one row', () => {
  const rows = keyRows(
    [1, 2, 3].map((number) => ({ ...command(`thread.go-${number}`, [`Mod+${number}`, `Alt+${number}`]), title: `Open thread ${number}` })),
    {},
  );
  expect(sheetRows([...rows, ...keyRows([command('card.done', ['e'])], {})])).toEqual([
    { id: 'Open thread ', title: 'Open thread 1–9', keys: ['Mod+1–9', 'Alt+1–9'] },
    { id: 'card.done', title: 'card.done', keys: ['e'] },
  ]);
});
