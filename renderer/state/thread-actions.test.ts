import { expect, test } from 'vitest';
import { inversePatch, patched } from './thread-actions.ts';
import { threadFixture } from './testing/fixtures.ts';

test('a patch and its inverse leave the thread as it was', () => {
  const before = threadFixture({ tags: ['infra'], pinned: true, doneAt: null });
  const patch = { title: 'New', done: true, archived: true, pinned: false, snoozedUntil: 99, tags: [] };
  const after = patched(before, patch, 50);
  expect(after).toEqual({ ...before, title: 'New', doneAt: 50, archivedAt: 50, pinned: false, snoozedUntil: 99, tags: [] });
  expect(patched(after, inversePatch(before, patch), 60)).toEqual(before);
});
