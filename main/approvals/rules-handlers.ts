/** The contract's calls about rules and the reviewer. */
import type { Handlers } from '#main/base/handlers.ts';
import type { Approvals } from './approvals.ts';
import { readRules, writeRules, type KnownProject } from './rules-file.ts';

type RuleCalls = Extract<keyof Handlers, `rules.${string}`> | 'rules' | 'reviewer';

export const rulesHandlers = ({ rules, reviewer }: Approvals, projects: () => readonly KnownProject[]): Pick<Handlers, RuleCalls> => ({
  rules: () => rules.topic,
  reviewer: () => reviewer.topic,
  'rules.add': (rule) => rules.add(rule, 'user'),
  'rules.edit': ({ rule, change }) => rules.edit(rule, change),
  'rules.remove': ({ rule }) => ({ change: rules.remove(rule) }),
  'rules.undo': ({ change }) => rules.undo(change),
  'rules.export': () => writeRules(rules.rules, projects()),
  'rules.import': ({ text }) => {
    const read = readRules(text, projects());
    const before = rules.rules.length;
    for (const rule of read.rules) rules.add(rule, 'import');
    const added = rules.rules.length - before;
    return { added, known: read.rules.length - added, problems: read.problems };
  },
});
