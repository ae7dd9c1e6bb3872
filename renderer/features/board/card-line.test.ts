import { expect, test } from 'vitest';
import type { Thread } from '#contract/threads.ts';
import { approvalFixture, threadFixture } from '#renderer/state/testing/fixtures.ts';
import { cardLine, placeText, planShare } from './card-line.ts';

const line = (over: Partial<Thread>) => cardLine(threadFixture(over), []);
const idle = (outcome: 'none' | 'completed' | 'stopped' | 'interrupted'): Thread['state'] => ({ kind: 'idle', outcome, since: 0 });
const preparing = (done: number | null, total: number | null): Thread['state'] => ({
  kind: 'preparing',
  step: 'worktree',
  done,
  total,
  since: 0,
});

const landed: Thread['landed'] = { how: 'squash', into: 'main', commit: 'abc', changes: { files: 1, added: 4, deleted: 1 }, at: 1 };

test('what is asked comes before all else', () => {
  const approval = approvalFixture();
  expect(cardLine(threadFixture({}), [approval, approvalFixture()])).toEqual({ kind: 'ask', approval, more: 1 });
});

test('each state has its one line', () => {
  expect([
    line({ live: '$ npm test' }),
    line({}),
    line({ state: preparing(1200, 5000) }),
    line({ state: preparing(null, null) }),
    line({ state: idle('interrupted') }),
    line({ state: idle('completed'), changes: { files: 3, added: 31, deleted: 7 } }),
    line({ state: idle('completed') }),
    line({ state: idle('stopped') }),
    line({ state: idle('completed'), doneAt: 1, landed }),
    line({ state: idle('completed'), changes: { files: 2, added: 1, deleted: 1 }, landed }),
    line({ state: { kind: 'backlog' } }),
    line({ state: { kind: 'waiting', turn: null, reason: 'question', since: 0 } }),
  ]).toEqual([
    { kind: 'live', text: '$ npm test' },
    { kind: 'live', text: 'Thinking…' },
    { kind: 'preparing', text: 'Making the worktree · 1,200 files of 5,000', share: 0.24 },
    { kind: 'preparing', text: 'Making the worktree…', share: null },
    { kind: 'interrupted' },
    { kind: 'text', text: '3 files' },
    { kind: 'text', text: 'no changes' },
    { kind: 'text', text: 'stopped by you' },
    { kind: 'text', text: 'squashed into main · 1 file' },
    { kind: 'text', text: '2 files' },
    { kind: 'nothing' },
    { kind: 'text', text: 'Asks a question' },
  ]);
});

test('progress is steps done of steps known, or it is not there', () => {
  const plan = { done: 2, total: 5 };
  expect([
    planShare(threadFixture({ plan })),
    planShare(threadFixture({ plan: null })),
    planShare(threadFixture({ plan, state: idle('completed') })),
  ]).toEqual([0.4, null, null]);
});

test('the place names project and branch without the prefix of the template', () => {
  const { worktree } = threadFixture({});
  expect([
    placeText({ worktree }, 'atlas-api'),
    placeText({ worktree: { ...worktree, place: 'checkout', branch: 'main' } }, 'infra'),
    placeText({ worktree: { ...worktree, branch: 'switchyard/rate-limit/work' } }, ''),
    placeText({ worktree: { ...worktree, branch: null } }, 'infra'),
  ]).toEqual(['atlas-api · login', 'infra · main (plain checkout)', 'rate-limit', 'infra']);
});
