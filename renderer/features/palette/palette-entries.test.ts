import { expect, test } from 'vitest';
import type { ThreadId } from '#contract/ids.ts';
import type { Command } from '#renderer/state/commands.ts';
import { projectFixture, threadFixture } from '#renderer/state/testing/fixtures.ts';
import { excerptParts, findCommands, findThreads, hitsBeside, readQuery } from './palette-entries.ts';

const command = (id: string, title: string, over: Partial<Command> = {}): Command => ({ id, title, group: 'App', run: () => {}, ...over });
const commands = [
  command('task.new', 'New task', { words: 'create' }),
  command('settings.open', 'Settings'),
  command('card.snooze', 'Snooze the card', { when: 'board' }),
  command('card.up', 'Card above', { keyOnly: true }),
];

test('a sign narrows what is searched', () => {
  expect(['new', '> new', '#login', '@src/a b', ''].map(readQuery)).toEqual([
    { mode: 'all', query: 'new' },
    { mode: 'commands', query: 'new' },
    { mode: 'threads', query: 'login' },
    { mode: 'files', query: 'src/a b' },
    { mode: 'all', query: '' },
  ]);
});

test('commands are found by title, other words and initials, where they are in force', () => {
  const find = (query: string, facts = {}) => findCommands(commands, query, facts).map((one) => one.id);
  expect([
    find('', { board: true }),
    find('task'),
    find('create'),
    find('nt'),
    find('snooze'),
    find('snooze', { board: true }),
    find('se'),
    find('zzz'),
  ]).toEqual([
    ['task.new', 'settings.open', 'card.snooze'],
    ['task.new'],
    ['task.new'],
    ['task.new'],
    [],
    ['card.snooze'],
    ['settings.open'],
    [],
  ]);
});

test('threads that want something come before those at rest', () => {
  const thread = (id: string, over: object) => threadFixture({ id: `t_${id}` as ThreadId, ...over });
  const threads = [
    thread('done', { title: 'Login page', doneAt: 5, state: { kind: 'idle', outcome: 'completed', since: 1 } }),
    thread('asks', { title: 'Login page', state: { kind: 'waiting', turn: null, reason: 'approval', since: 1 } }),
    thread('gone', { title: 'Login page', removedAt: 4 }),
    thread('tagged', { title: 'Other', tags: ['login'] }),
  ];
  expect(findThreads(threads, new Map([[projectFixture().id, projectFixture()]]), 'login').map((one) => one.id)).toEqual([
    't_asks',
    't_done',
    't_tagged',
  ]);
});

test('excerpts mark what was found; a thread is listed once', () => {
  expect(excerptParts('the \u0002cache\u0003 key of \u0002cache\u0003')).toEqual([
    { text: 'the ', hit: false },
    { text: 'cache', hit: true },
    { text: ' key of ', hit: false },
    { text: 'cache', hit: true },
  ]);
  const hit = (thread: string) => ({ thread: thread as ThreadId, item: null, excerpt: '', at: 1 });
  expect(hitsBeside([hit('t_aaaaaa'), hit('t_bbbbbb'), hit('t_bbbbbb')], [threadFixture()]).map((one) => one.thread)).toEqual(['t_bbbbbb']);
});
