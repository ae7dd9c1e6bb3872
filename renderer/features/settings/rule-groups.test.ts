import { expect, test } from 'vitest';
import type { ProjectId, RuleId, ThreadId } from '#contract/ids.ts';
import type { Rule } from '#contract/rules.ts';
import { undoable } from '#renderer/state/rules.ts';
import { ruleGroups, type ScopeNames } from './rule-groups.ts';

const rule = (id: string, scope: Rule['scope'], word: string): Rule => ({
  id: id as RuleId,
  scope,
  match: { kind: 'command', prefix: [word, 'test'] },
  verdict: 'allow',
  createdAt: 1,
  by: 'user',
  usedCount: 0,
  lastUsedAt: null,
});
const [shop, task] = ['p_shop' as ProjectId, 't_task' as ThreadId];
const names: ScopeNames = { project: (id) => (id === shop ? 'shop' : null), thread: () => 'Round' };
const rules = [
  rule('r1', { kind: 'thread', thread: task }, 'cargo'),
  rule('r2', { kind: 'everywhere' }, 'npm'),
  rule('r3', { kind: 'project', project: shop }, 'npm'),
  rule('r4', { kind: 'everywhere' }, 'make'),
];
const shown = (query: string): readonly string[] =>
  ruleGroups(rules, names, query).map(({ title, rules: list }) => `${title}: ${list.map(({ id }) => id).join(' ')}`);

test('grouped by where they hold, found by their words', () => {
  expect([shown(''), shown('npm'), shown('shop allow'), shown('nothing')]).toEqual([
    ['Everywhere: r4 r2', 'Project shop: r3', 'Task “Round”: r1'],
    ['Everywhere: r2', 'Project shop: r3'],
    ['Project shop: r3'],
    [],
  ]);
});

test('what can be brought back', () => {
  const [a, b, c] = rules as [Rule, Rule, Rule];
  const changes = [
    { id: 5, at: 5, before: a, after: null },
    { id: 4, at: 4, before: b, after: { ...b, verdict: 'ask' as const } },
    { id: 3, at: 3, before: null, after: c },
    { id: 2, at: 2, before: null, after: a },
  ];
  expect(undoable({ rules: [b, c], changes }).map(({ id }) => id)).toEqual([5, 4]);
});
