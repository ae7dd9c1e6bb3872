import { expect, test } from 'vitest';
import { columnOf, isBehindWorkflow } from './column.ts';
import type { TurnId, WorkflowId } from './ids.ts';
import type { ThreadState, WorkflowLink } from './threads.ts';

const idle: ThreadState = { kind: 'idle', outcome: 'completed', since: 0 };
const running: ThreadState = { kind: 'running', turn: 'u_aaaaaa' as TurnId, since: 0 };
const waiting: ThreadState = { kind: 'waiting', turn: null, reason: 'approval', since: 0 };
const thread = (state: ThreadState, role: WorkflowLink['role'], stage: WorkflowLink['stage']) => ({
  state,
  doneAt: null,
  archivedAt: null,
  workflow: { id: 'w_aaaaaa' as WorkflowId, role, stage, round: 1, rounds: 4 },
});

test('the card of a long task stands where the whole stands', () => {
  const stages: readonly WorkflowLink['stage'][] = ['planning', 'agreeing', 'generating', 'evaluating', 'paused', 'passed', 'ended'];
  expect(stages.map((stage) => columnOf(thread(idle, 'generator', stage)))).toEqual([
    'running',
    'needs-you',
    'running',
    'running',
    'needs-you',
    'review',
    'review',
  ]);
  expect([columnOf(thread(running, 'generator', 'paused')), columnOf(thread(waiting, 'generator', 'generating'))]).toEqual([
    'running',
    'needs-you',
  ]);
  expect(columnOf(thread({ kind: 'backlog' }, 'generator', 'planning'))).toBe('running');
});

test('planner and evaluator show only while they need somebody', () => {
  const shown = [idle, running, waiting].map((state) => !isBehindWorkflow(thread(state, 'evaluator', 'evaluating')));
  expect([shown, isBehindWorkflow(thread(idle, 'generator', 'evaluating'))]).toEqual([[false, false, true], false]);
});
