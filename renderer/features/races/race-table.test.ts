import { expect, test } from 'vitest';
import type { Changes, Evidence } from '#contract/review.ts';
import type { Thread } from '#contract/threads.ts';
import { fileRows, findingsOf, smallestOf, testsOf, tookOf, tookText } from './race-table.ts';

const command = (more: Partial<Evidence['commands'][number]>): Evidence['commands'][number] => ({
  ...({
    item: 'i_000000',
    command: 'npm test',
    exitCode: 0,
    status: 'done',
    took: 1,
    test: true,
    last: '',
  } as Evidence['commands'][number]),
  ...more,
});

test('the last run of tests counts, and a running one is no result', () => {
  expect(testsOf({ commands: [] })).toEqual({ kind: 'none' });
  expect(testsOf({ commands: [command({}), command({ command: 'ls', test: false, exitCode: 1 })] })).toMatchObject({ kind: 'passed' });
  expect(testsOf({ commands: [command({}), command({ exitCode: 1, last: '2 failed' })] })).toEqual({
    kind: 'failed',
    command: 'npm test',
    last: '2 failed',
  });
  expect(testsOf({ commands: [command({ status: 'live', exitCode: null })] })).toMatchObject({ kind: 'running' });
});

test('times stand still when the work does', () => {
  expect(tookOf({ state: { kind: 'idle', outcome: 'completed', since: 5_000 }, createdAt: 1_000 }, 99_000)).toBe(4_000);
  expect([400, 65_000, 4_800_000].map(tookText)).toEqual(['0 s', '1 min 5 s', '1 h 20 min']);
});

const changes = (...files: readonly (readonly [string, number])[]) =>
  ({ files: files.map(([path, added]) => ({ path, added, deleted: 0 })) }) as unknown as Changes;

test('files side by side, those that most touched first', () => {
  expect(fileRows([changes(['b.ts', 1], ['a.ts', 2]), null, changes(['b.ts', 3])])).toEqual([
    { path: 'b.ts', cells: [{ added: 1, deleted: 0 }, null, { added: 3, deleted: 0 }] },
    { path: 'a.ts', cells: [{ added: 2, deleted: 0 }, null, null] },
  ]);
});

const runner = (id: string, lines: number, kind = 'idle') =>
  ({ id, state: { kind }, changes: { files: lines === 0 ? 0 : 1, added: lines, deleted: 0 }, landed: null }) as unknown as Thread;

test('the smallest change is marked among those that are done, if there is one', () => {
  expect(smallestOf([runner('a', 5), runner('b', 3), runner('c', 1, 'running'), runner('d', 0)])).toBe('b');
  expect(smallestOf([runner('a', 3), runner('b', 3)])).toBeNull();
  expect(smallestOf([runner('a', 3)])).toBeNull();
});

test('findings are those of reviewers that nobody dismissed', () => {
  const comment = (kind: string, state: string, severity: string) => ({ author: { kind }, state, severity }) as never;
  expect(
    findingsOf([
      comment('user', 'open', 'major'),
      comment('reviewer', 'open', 'major'),
      comment('reviewer', 'dismissed', 'critical'),
      comment('reviewer', 'sent', 'note'),
    ]),
  ).toEqual({
    all: 2,
    grave: 1,
  });
});
