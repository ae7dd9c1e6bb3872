import { expect, test } from 'vitest';
import type { ThreadState } from '#contract/threads.ts';
import { contextPercent, preparingText, threadSignal } from './thread-signal.ts';

const word = (state: ThreadState, marks: { readonly doneAt?: number; readonly archivedAt?: number } = {}) => {
  const signal = threadSignal({ state, doneAt: marks.doneAt ?? null, archivedAt: marks.archivedAt ?? null, removedAt: null });
  return `${signal.tone}: ${signal.word}`;
};

test('every state has a tone and a word', () => {
  expect([
    word({ kind: 'waiting', turn: null, reason: 'question', since: 0 }),
    word({ kind: 'idle', outcome: 'completed', since: 0 }),
    word({ kind: 'idle', outcome: 'interrupted', since: 0 }),
    word({ kind: 'idle', outcome: 'completed', since: 0 }, { doneAt: 1 }),
    word({ kind: 'idle', outcome: 'completed', since: 0 }, { doneAt: 1, archivedAt: 1 }),
    word({ kind: 'failed', during: 'turn', failure: { kind: 'agent', message: 'x' }, since: 0 }),
  ]).toEqual(['needs: Asks you', 'review: Ready to review', 'needs: Interrupted', 'idle: Done', 'idle: Archived', 'fail: Failed']);
});

test('context is told only when the agent says it', () => {
  const usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0, contextTokens: 31_000, contextWindow: 100_000, costUsd: null };
  expect([contextPercent(usage), contextPercent({ ...usage, contextWindow: null })]).toEqual([31, null]);
});

test('progress stands on numbers that are known', () => {
  expect(preparingText({ kind: 'preparing', step: 'files', done: 10, total: 50, since: 0 })).toEqual({
    text: 'Checking out files',
    done: 10,
    total: 50,
  });
  expect(preparingText({ kind: 'preparing', step: 'setup', done: 3, total: null, since: 0 })).toEqual({
    text: 'Running the setup command',
    done: null,
    total: null,
  });
});
