import { expect, test } from 'vitest';
import type { ProjectId, ThreadId } from '#contract/ids.ts';
import type { Thread } from '#contract/threads.ts';
import { projectFixture, threadFixture } from '#renderer/state/testing/fixtures.ts';
import { numberedThreads, projectLines, threadGroups } from './sidebar-groups.ts';

const thread = (id: string, over: Partial<Thread>): Thread => threadFixture({ id: `t_${id}` as ThreadId, ...over });
const threads = [
  thread('asking', { state: { kind: 'waiting', turn: null, reason: 'approval', since: 50 } }),
  thread('runs', { pinned: true }),
  thread('ended', { state: { kind: 'idle', outcome: 'completed', since: 10 }, project: 'p_bbbbbb' as ProjectId }),
  thread('done', { state: { kind: 'idle', outcome: 'completed', since: 10 }, doneAt: 20 }),
  thread('hidden', { state: { kind: 'idle', outcome: 'completed', since: 10 }, archivedAt: 20 }),
];
const board = {
  threads: new Map(threads.map((one) => [one.id, one])),
  projects: new Map(
    [
      projectFixture({ name: 'zeta' }),
      projectFixture({ id: 'p_bbbbbb' as ProjectId, name: 'alpha' }),
      projectFixture({ id: 'p_cccccc' as ProjectId, name: 'mid' }),
    ].map((one) => [one.id, one]),
  ),
};

test('projects by name, each with its open threads and the loudest thing among them', () => {
  expect(projectLines(board, 100).map(({ project, open, word }) => [project.name, open, word])).toEqual([
    ['alpha', 1, 'ready to review'],
    ['mid', 0, 'at rest'],
    ['zeta', 2, 'needs you'],
  ]);
});

test('threads by column, archived ones only when they are open on the screen', () => {
  const shown = (keep: string | null) => threadGroups(board, keep).map((group) => [group.column, group.threads.map((one) => one.id)]);
  expect(shown(null)).toEqual([
    ['needs-you', ['t_asking']],
    ['running', ['t_runs']],
    ['review', ['t_ended']],
    ['done', ['t_done']],
  ]);
  expect(shown('t_hidden').at(-1)).toEqual(['done', ['t_done', 't_hidden']]);
});

test('the numbered threads begin with the pinned ones', () => {
  expect(numberedThreads(board).map((one) => one.id)).toEqual(['t_runs', 't_asking', 't_ended']);
});
