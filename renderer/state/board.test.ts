import { expect, test } from 'vitest';
import { reduceBoard, type Board, type BoardEvent } from '#contract/board.ts';
import type { ApprovalId, ThreadId } from '#contract/ids.ts';
import { applyBoardEvents, indexBoard } from './board.ts';
import { approvalFixture, projectFixture, threadFixture } from './testing/fixtures.ts';

const first: Board = {
  projects: [projectFixture()],
  threads: [threadFixture({ id: 't_aaaaaa' as ThreadId }), threadFixture({ id: 't_bbbbbb' as ThreadId })],
  approvals: [
    approvalFixture({ thread: 't_aaaaaa' as ThreadId }),
    approvalFixture({ id: 'a_bbbbbb' as ApprovalId, thread: 't_bbbbbb' as ThreadId }),
  ],
};
const events: readonly BoardEvent[] = [
  { kind: 'thread', thread: threadFixture({ id: 't_aaaaaa' as ThreadId, title: 'renamed' }) },
  { kind: 'thread', thread: threadFixture({ id: 't_cccccc' as ThreadId }) },
  { kind: 'thread-gone', thread: 't_bbbbbb' as ThreadId },
  { kind: 'approval', approval: approvalFixture({ id: 'a_bbbbbb' as ApprovalId, state: { kind: 'answered', decision: 'deny', at: 5 } }) },
];

test('many events at once give what the reducer of the contract gives one by one', () => {
  const fast = applyBoardEvents(indexBoard(first), events);
  expect(fast).toEqual(indexBoard(events.reduce(reduceBoard, first)));
});

test('what an event does not concern stays the same object, so that nothing else draws again', () => {
  const before = indexBoard(first);
  const after = applyBoardEvents(before, [{ kind: 'thread', thread: threadFixture({ id: 't_aaaaaa' as ThreadId, live: '$ npm test' }) }]);
  expect(after.projects).toBe(before.projects);
  expect(after.asked).toBe(before.asked);
  expect(after.threads.get('t_bbbbbb' as ThreadId)).toBe(before.threads.get('t_bbbbbb' as ThreadId));
  const answered = applyBoardEvents(before, [{ kind: 'approval-gone', approval: 'a_bbbbbb' as ApprovalId }]);
  expect(answered.asked.get('t_aaaaaa' as ThreadId)).toBe(before.asked.get('t_aaaaaa' as ThreadId));
});
