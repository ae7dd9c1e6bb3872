import { expect, test } from 'vitest';
import type { RemovalPreview } from '#contract/threads.ts';
import { losesWork, lossLines } from './removal-texts.ts';

const nothing: RemovalPreview = { worktree: 'removed', uncommitted: [], uncommittedMore: 0, unpushed: [], running: [], bytes: 41_000_000 };

test('a removal says what it ends, what is uncommitted and what is nowhere else', () => {
  expect(
    lossLines({
      ...nothing,
      uncommitted: ['a.ts'],
      uncommittedMore: 3,
      unpushed: [{ commit: '0123456789', subject: 'Add a' }],
      running: ['npm test'],
    }),
  ).toEqual([
    { kind: 'running', text: '1 process will be ended.', list: ['npm test'] },
    { kind: 'uncommitted', text: '4 files with uncommitted changes.', list: ['a.ts', 'and 3 more'] },
    { kind: 'unpushed', text: '1 commit that is nowhere else.', list: ['01234567 Add a'] },
    { kind: 'worktree', text: 'Its worktree is removed, which frees 41 MB.', list: [] },
  ]);
});

test('an empty worktree loses no work; a plain checkout stays', () => {
  expect([
    losesWork(nothing),
    losesWork({ ...nothing, running: ['x'] }),
    lossLines({ ...nothing, worktree: 'none' }),
    lossLines({ ...nothing, worktree: 'kept' })[0]?.text,
  ]).toEqual([false, true, [], 'The folder it works in stays: it was not made by Switchyard.']);
});
