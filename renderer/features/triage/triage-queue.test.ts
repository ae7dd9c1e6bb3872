import { expect, test } from 'vitest';
import type { ThreadId } from '#contract/ids.ts';
import type { Thread } from '#contract/threads.ts';
import { threadFixture } from '#renderer/state/testing/fixtures.ts';
import { endsWithQuestion, finishedCandidates, progressText, triageQueue } from './triage-queue.ts';

const thread = (id: string, state: Thread['state'], over: Partial<Thread> = {}): Thread =>
  threadFixture({ id: `t_${id}` as ThreadId, state, ...over });
const finished = (id: string, over: Partial<Thread>) => thread(id, { kind: 'idle', outcome: 'completed', since: 50 }, over);
const threads = [
  thread('newer', { kind: 'waiting', turn: null, reason: 'approval', since: 20 }),
  thread('older', { kind: 'failed', during: 'turn', failure: { kind: 'agent', message: '' }, since: 10 }),
  thread('cut', { kind: 'idle', outcome: 'interrupted', since: 30 }),
  thread('later', { kind: 'idle', outcome: 'interrupted', since: 5 }, { snoozedUntil: 500 }),
  finished('asks', { unread: true }),
  finished('told', { unread: true }),
  finished('read', { unread: false }),
];
const board = { threads: new Map(threads.map((one) => [one.id, one])) };
const ids = (list: readonly Thread[]) => list.map((one) => one.id.slice(2)).join(' ');

test('who waits longest comes first, finished ones that ask after them, skipped ones last', () => {
  const asking = new Set(['t_asks' as ThreadId]);
  expect(ids(finishedCandidates(board, 100))).toBe('asks told');
  expect(ids(triageQueue(board, asking, [], 100))).toBe('older newer cut asks');
  expect(ids(triageQueue(board, asking, ['t_older', 't_cut'] as ThreadId[], 100))).toBe('newer asks older cut');
});

test('a question is told from a statement', () => {
  const questions = [
    'Should I go on?',
    'I lean to own keys. Which one do you want?**',
    'Which?\n\n1. Own keys\n2. One key',
    '続けますか？',
    'Done.\n```\na ? b\n```\nShall I push?',
  ];
  const statements = ['Done.', 'Is it? Yes, it is done.', '```\nwhy?\n```', 'What was asked? See below.\nAll tests pass.', ''];
  expect([questions.map(endsWithQuestion), statements.map(endsWithQuestion)]).toEqual([
    questions.map(() => true),
    statements.map(() => false),
  ]);
});

test('says how many are left', () => {
  expect([progressText(0, 1), progressText(1, 3)]).toEqual(['1 of 1 · about 1 minute', '2 of 4 · about 2 minutes']);
});
