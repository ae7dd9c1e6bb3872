import { expect, test } from 'vitest';
import { bindingOf, type Command } from '#renderer/state/commands.ts';
import type { Press } from '#renderer/state/keymap.ts';
import type { Facts } from '#renderer/state/when.ts';
import { bindingsFor } from './key-listener.ts';

const command = (id: string, key: string, when = ''): Command => ({ id, title: id, group: 'App', keys: [key], when, run: () => {} });
const commands = [
  command('card.deny', 'n', 'board'),
  command('task.new', 'Mod+N'),
  command('triage.close', 'Escape', 'triage'),
  command('pick', '1', 'triage && dialog'),
];
const press = (key: string, ctrlKey = false): Press => ({ key, code: '', ctrlKey, metaKey: false, altKey: false, shiftKey: false });
const meant = (pressed: Press, facts: Facts, own = {}) =>
  bindingsFor(
    commands.map((one) => bindingOf(one, own)),
    pressed,
    facts,
    false,
  ).map((binding) => binding.command.id);

test('a letter is a command on the board and text in a field', () => {
  expect([
    meant(press('n'), { board: true }),
    meant(press('n'), { board: true, field: true }),
    meant(press('n', true), { board: true, field: true }),
  ]).toEqual([['card.deny'], [], ['task.new']]);
});

test('an open dialog keeps bare keys and Escape to itself', () => {
  expect([
    meant(press('n'), { board: true, dialog: true }),
    meant(press('Escape'), { triage: true, dialog: true }),
    meant(press('Escape'), { triage: true }),
  ]).toEqual([[], [], ['triage.close']]);
  expect(meant(press('1'), { triage: true, dialog: true })).toEqual(['pick']);
});

test('own keys replace the default and win', () => {
  const own = { 'task.new': { key: 'n', when: 'board' }, 'triage.close': null };
  expect([
    meant(press('n'), { board: true }, own),
    meant(press('n', true), { board: true }, own),
    meant(press('Escape'), { triage: true }, own),
  ]).toEqual([['task.new', 'card.deny'], [], []]);
});
