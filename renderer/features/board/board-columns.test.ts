import { expect, test } from 'vitest';
import type { ProjectId, ThreadId } from '#contract/ids.ts';
import type { Thread } from '#contract/threads.ts';
import { noFilter } from '#renderer/state/route.ts';
import { projectFixture, threadFixture } from '#renderer/state/testing/fixtures.ts';
import { boardColumns, filterChoices, keepSame } from './board-columns.ts';

const idle = (since: number): Thread['state'] => ({ kind: 'idle', outcome: 'completed', since });
const thread = (id: string, over: Partial<Thread>): Thread => threadFixture({ id: `t_${id}` as ThreadId, ...over });
const boardOf = (...threads: readonly Thread[]) => ({
  threads: new Map(threads.map((one) => [one.id, one])),
  projects: new Map([[projectFixture().id, projectFixture()]]),
});
const shown = (board: ReturnType<typeof boardOf>, filter = {}, now = 100) =>
  boardColumns(board, { ...noFilter, ...filter }, now).map(({ column, cards, snoozed }) => [
    column,
    cards.map((id) => id.slice(2)).join(' '),
    snoozed.map((id) => id.slice(2)).join(' '),
  ]);

const board = boardOf(
  thread('asks', { state: { kind: 'waiting', turn: null, reason: 'question', since: 5 }, tags: ['infra'] }),
  thread('failed', { state: { kind: 'failed', during: 'turn', failure: { kind: 'agent', message: 'x' }, since: 9 } }),
  thread('cut', { state: { kind: 'idle', outcome: 'interrupted', since: 1 } }),
  thread('later', { state: { kind: 'waiting', turn: null, reason: 'approval', since: 2 }, snoozedUntil: 200 }),
  thread('works', { title: 'Größe ändern', agent: 'scripted' }),
  thread('pinned', { pinned: true, state: idle(1) }),
  thread('newer', { state: idle(30), project: 'p_bbbbbb' as ProjectId }),
  thread('ended', { state: idle(3), doneAt: 40 }),
  thread('archived', { state: idle(3), archivedAt: 50 }),
  thread('removed', { removedAt: 5 }),
);

test('columns follow from what threads are; newest first, pinned before all, snoozed apart', () => {
  expect(shown(board)).toEqual([
    ['needs-you', 'failed asks cut', 'later'],
    ['running', 'works', ''],
    ['review', 'pinned newer', ''],
    ['done', 'ended', ''],
  ]);
  expect(shown(board, {}, 300)[0]).toEqual(['needs-you', 'failed asks later cut', '']);
});

test('the backlog is there when it has cards', () => {
  expect(shown(boardOf(thread('idea', { state: { kind: 'backlog' } }))).at(-1)).toEqual(['backlog', 'idea', '']);
});

test('filters by project, tag, agent, text and archived', () => {
  const cards = (filter: object) =>
    shown(board, filter)
      .map(([, ids]) => ids)
      .filter(Boolean)
      .join(' | ');
  expect([
    cards({ project: 'p_bbbbbb' }),
    cards({ tag: 'infra' }),
    cards({ agent: 'scripted' }),
    cards({ text: 'grö ATLAS' }),
    cards({ text: 'nothing like it' }),
    cards({ archived: true, text: 'flaky' }),
  ]).toEqual(['newer', 'asks', 'works', 'works', '', 'failed asks cut | pinned newer | archived ended']);
  expect(filterChoices(board)).toEqual({ tags: ['infra'], agents: ['codex', 'scripted'] });
});

test('columns that did not change stay the same objects', () => {
  const before = boardColumns(board, noFilter, 100);
  const live = new Map(board.threads).set('t_works' as ThreadId, thread('works', { live: '$ npm test', updatedAt: 99 }));
  expect(keepSame(before, boardColumns({ ...board, threads: live }, noFilter, 101))).toBe(before);
  const moved = new Map(board.threads).set('t_works' as ThreadId, thread('works', { state: idle(60) }));
  const after = keepSame(before, boardColumns({ ...board, threads: moved }, noFilter, 101));
  expect(after.map((column, index) => column === before[index])).toEqual([true, false, false, true]);
});
