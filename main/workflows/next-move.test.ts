import { expect, test } from 'vitest';
import type { ProjectId, ThreadId, TurnId, WorkflowId } from '#contract/ids.ts';
import type { ThreadState } from '#contract/threads.ts';
import { RoleChoice, type Workflow } from '#contract/workflows.ts';
import { afterMove, beginRound, nextMove, type AskedThread } from './next-move.ts';

const role = RoleChoice.parse({});
const generator = 't_generator' as ThreadId;
const base: Workflow = {
  id: 'w_aaaaaa' as WorkflowId,
  project: 'p_aaaaaa' as ProjectId,
  title: 'T',
  prompt: 'Do it',
  roles: { planner: role, generator: role, evaluator: role },
  limits: { rounds: 2, tokens: null },
  agreement: 'ask',
  step: 'planning',
  status: { kind: 'running' },
  plan: '',
  criteria: [{ id: 'c1', text: 'one', verify: '' }],
  planner: null,
  generator,
  rounds: [],
  asked: null,
  tokens: 0,
  createdAt: 0,
  updatedAt: 0,
};
const asked = { role: 'generator', thread: generator, turns: 0, text: 'x', again: 0, resumed: 0 } as const;
const thread = (state: ThreadState, turns = 1, answer = '', queued = 0): AskedThread => ({
  thread: { state, turns, queued, removedAt: null },
  answer,
});
const idle = (outcome: Extract<ThreadState, { kind: 'idle' }>['outcome']): ThreadState => ({ kind: 'idle', outcome, since: 0 });
const working = { ...beginRound(base, 5), asked };
const fails = '```verdict\n{"summary":"no","findings":[{"criterion":"c1","pass":false,"note":"n"}]}\n```';
const passes = fails.replace('false', 'true');

test('each state of the asked thread has one move', () => {
  const moves = [
    thread({ kind: 'backlog' }, 0),
    thread({ kind: 'running', turn: 'u_aaaaaa' as TurnId, since: 0 }),
    thread({ kind: 'waiting', turn: null, reason: 'approval', since: 0 }),
    thread(idle('none'), 0),
    thread(idle('completed')),
    thread(idle('completed'), 1, '', 1),
    thread(idle('stopped')),
    thread(idle('interrupted')),
    thread({ kind: 'failed', during: 'turn', failure: { kind: 'agent', message: 'overloaded' }, since: 0 }),
  ].map((one) => nextMove(working, one).kind);
  expect(moves).toEqual(['deliver', 'wait', 'wait', 'deliver', 'judge', 'wait', 'trouble', 'resume', 'trouble']);
  expect(nextMove(working, null)).toMatchObject({ kind: 'trouble' });
  expect(nextMove({ ...working, status: { kind: 'paused', by: 'user', why: '' } }, thread(idle('completed')))).toEqual({ kind: 'wait' });
});

test('an answer that cannot be read is asked for again, but not for ever', () => {
  const planning = { ...base, asked: { ...asked, role: 'planner' as const } };
  expect(nextMove(planning, thread(idle('completed'), 1, 'no block'))).toMatchObject({ kind: 'ask-again' });
  expect(nextMove({ ...planning, asked: { ...planning.asked, again: 2 } }, thread(idle('completed'), 1, 'no block'))).toMatchObject({
    kind: 'trouble',
    why: expect.stringContaining('planner') as string,
  });
});

test('the user agrees on what was planned, or it goes on by itself', () => {
  const move = { kind: 'planned', plan: 'p', criteria: base.criteria } as const;
  expect(afterMove(base, move, 7)).toEqual({ ...base, plan: 'p', step: 'agreeing' });
  expect(afterMove({ ...base, agreement: 'auto' }, move, 7)).toMatchObject({ step: 'generating', rounds: [{ number: 1, startedAt: 7 }] });
});

test('rounds go on until one passes or the limit is reached', () => {
  const judging: Workflow = { ...working, step: 'evaluating', asked: { ...asked, role: 'evaluator' } };
  const move = nextMove(judging, thread(idle('completed'), 1, fails));
  const second = afterMove(judging, move, 9)!;
  expect([second.step, second.rounds.length, second.rounds[0]?.verdict?.pass, nextMove(second, null)]).toEqual([
    'generating',
    2,
    false,
    { kind: 'ask', role: 'generator', text: expect.stringContaining('c1 (one): n') as string },
  ]);
  const judgingAgain: Workflow = { ...second, step: 'evaluating', asked };
  expect(afterMove(judgingAgain, nextMove(judgingAgain, thread(idle('completed'), 1, fails)), 9)?.status).toEqual({
    kind: 'over',
    outcome: 'rounds',
    at: 9,
  });
  expect(afterMove(judgingAgain, nextMove(judgingAgain, thread(idle('completed'), 1, passes)), 9)?.status).toEqual({
    kind: 'over',
    outcome: 'passed',
    at: 9,
  });
});

test('tokens that are used up end it before anything else is begun', () => {
  const spent = { ...working, limits: { rounds: 2, tokens: 1_000 }, tokens: 1_000 };
  const move = nextMove(spent, thread({ kind: 'running', turn: 'u_aaaaaa' as TurnId, since: 0 }));
  expect(afterMove(spent, move, 3)?.status).toEqual({ kind: 'over', outcome: 'tokens', at: 3 });
});
