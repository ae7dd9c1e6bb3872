/** Rules as the settings show them: by where they hold, found by any of their words. Pure. */
import type { ProjectId, ThreadId } from '#contract/ids.ts';
import type { Rule } from '#contract/rules.ts';
import { matchText } from '#contract/rule-text.ts';

export interface RuleGroup {
  readonly key: string;
  readonly title: string;
  readonly rules: readonly Rule[];
}

export interface ScopeNames {
  readonly project: (id: ProjectId) => string | null;
  readonly thread: (id: ThreadId) => string | null;
}

export const kindLabels: Readonly<Record<Rule['match']['kind'], string>> = {
  command: 'Command',
  path: 'Files',
  host: 'Network',
  tool: 'Tool',
};
export const verdictLabels: Readonly<Record<Rule['verdict'], string>> = { allow: 'Allow', ask: 'Ask', refuse: 'Refuse' };

export const scopeTitle = ({ scope }: Pick<Rule, 'scope'>, names: ScopeNames): string => {
  switch (scope.kind) {
    case 'everywhere':
      return 'Everywhere';
    case 'project':
      return `Project ${names.project(scope.project) ?? '(removed)'}`;
    case 'thread':
      return `Task “${names.thread(scope.thread) ?? 'removed'}”`;
  }
};

const keyOf = ({ scope }: Rule): string =>
  scope.kind === 'everywhere' ? '' : scope.kind === 'project' ? `1 ${scope.project}` : `2 ${scope.thread}`;

/** Everywhere first, then projects, then tasks; in each the newest rule first. */
export const ruleGroups = (rules: readonly Rule[], names: ScopeNames, query: string): readonly RuleGroup[] => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rules.filter((rule) => {
    const text =
      `${matchText(rule.match)} ${verdictLabels[rule.verdict]} ${kindLabels[rule.match.kind]} ${scopeTitle(rule, names)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const groups = Map.groupBy(found, keyOf);
  return [...groups.keys()].toSorted().map((key) => {
    const group = groups.get(key) ?? [];
    const [first] = group;
    return { key, title: first === undefined ? '' : scopeTitle(first, names), rules: group.toReversed() };
  });
};
