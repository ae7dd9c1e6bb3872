import { expect, test } from 'vitest';
import type { ProjectId } from '#contract/ids.ts';
import { agentFixture, projectFixture } from '#renderer/state/testing/fixtures.ts';
import {
  agentsInForce,
  newTasks,
  noChoices,
  placeLabel,
  policyInForce,
  startProject,
  variantsOf,
  withProject,
  type Choices,
} from './new-task-choices.ts';

const project = projectFixture();
const choices: Choices = { ...noChoices, project: project.id };
const agents = [
  agentFixture({ id: 'scripted', backend: 'scripted' }),
  agentFixture({ status: { kind: 'missing', message: '', fix: '' } }),
  agentFixture({ id: 'work' }),
];

test('it begins with the project asked for, then the last used, then the first usable', () => {
  const gone = projectFixture({
    id: 'p_gggggg' as ProjectId,
    name: 'aaa',
    state: { kind: 'unavailable', failure: { kind: 'not-found', message: 'gone' } },
  });
  const projects = new Map([gone, projectFixture({ id: 'p_bbbbbb' as ProjectId, name: 'web' }), project].map((one) => [one.id, one]));
  expect([
    startProject(projects, 'p_bbbbbb' as ProjectId),
    startProject(projects, gone.id, null),
    startProject(new Map(), project.id),
  ]).toEqual(['p_bbbbbb', project.id, null]);
});

test('the agent: chosen, the project’s, the user’s, else one that is ready and real', () => {
  const withAgent = projectFixture({ settings: { agent: 'codex' } });
  expect([
    agentsInForce({ ...choices, agents: ['a', 'b'] }, withAgent, { agent: 'x' }, agents),
    agentsInForce(choices, withAgent, { agent: 'x' }, agents),
    agentsInForce(choices, project, { agent: 'x' }, agents),
    agentsInForce(choices, project, { agent: null }, agents),
    agentsInForce(choices, project, { agent: null }, []),
  ]).toEqual([['a', 'b'], ['codex'], ['x'], ['work'], []]);
});

test('a repository narrows the policy and never widens it; the user’s word on the project wins', () => {
  const file = (policy: 'read-only' | 'full-access') => projectFixture({ file: { policy } });
  expect([
    policyInForce(choices, file('read-only'), { policy: 'workspace-write' }),
    policyInForce(choices, file('full-access'), { policy: 'workspace-write' }),
    policyInForce({ ...choices, policy: 'full-access' }, file('read-only'), { policy: 'workspace-write' }),
    policyInForce(choices, projectFixture({ file: { policy: 'read-only' }, settings: { policy: 'workspace-write' } }), {
      policy: 'full-access',
    }),
  ]).toEqual(['read-only', 'workspace-write', 'full-access', 'workspace-write']);
});

test('several ways in worktrees of their own are a race; elsewhere each is a task', () => {
  const several: Choices = {
    ...choices,
    agents: ['codex', 'scripted'],
    models: { codex: { model: 'large', effort: 'high' } },
    also: [
      { agent: 'codex', model: 'small', effort: null },
      { agent: 'scripted', model: null, effort: null },
    ],
  };
  expect(variantsOf(several, ['codex'])).toEqual([
    { agent: 'codex', model: 'large', effort: 'high' },
    { agent: 'scripted', model: null, effort: null },
    { agent: 'codex', model: 'small', effort: null },
  ]);
  const [race, ...none] = newTasks('Do it', [], several, ['codex'], true);
  expect([race?.race?.length, race?.input.agent, none]).toEqual([3, undefined, []]);
  const each = newTasks('Do it', [], { ...several, place: { kind: 'from-checkout' } }, ['codex'], true);
  expect(each.map(({ input, race: ways }) => [input.agent, input.model, input.effort, ways])).toEqual([
    ['codex', 'large', 'high', null],
    ['scripted', undefined, undefined, null],
    ['codex', 'small', undefined, null],
  ]);
});

test('one way is one task; the backlog holds no race; without a project there is none', () => {
  expect(newTasks('Do it', [], choices, ['codex'], false)).toMatchObject([
    { input: { agent: 'codex', placement: { kind: 'worktree', base: null }, start: false }, race: null },
  ]);
  expect(newTasks('Do it', [], { ...choices, agents: ['a', 'b'] }, ['a'], false).map(({ race }) => race)).toEqual([null, null]);
  expect(newTasks('Do it', [], noChoices, ['codex'], true)).toEqual([]);
  expect(newTasks('Do it', [], choices, [], true)).toMatchObject([{ race: null }]);
});

test('another project keeps the tags and forgets the branch', () => {
  const chosen: Choices = { ...choices, place: { kind: 'worktree', base: 'dev' }, agents: ['codex'], tags: ['x'] };
  expect(withProject(chosen, 'p_bbbbbb' as ProjectId)).toEqual({ ...noChoices, project: 'p_bbbbbb', tags: ['x'] });
  expect([
    placeLabel(chosen.place, project),
    placeLabel(choices.place, project),
    placeLabel({ kind: 'adopt', path: '/a/b c' }, project),
  ]).toEqual(['from dev', 'from main', 'in b c']);
});
