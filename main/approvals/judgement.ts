/** What judging takes and gives, for judge.ts and judge-command.ts. */
import type { PolicyName } from '#contract/policy.ts';
import type { Judgement, Rule } from '#contract/rules.ts';
import { matchText } from '#contract/rule-text.ts';
import type { PathPlace } from './match-rule.ts';

/** Only what is needed of a rule, so that a rule that is not made yet can be tried. */
export type JudgedRule = Pick<Rule, 'match' | 'verdict' | 'scope'> & { readonly id: Rule['id'] | null };

export interface JudgeContext extends PathPlace {
  readonly policy: PolicyName;
  /** Those that hold in the thread. */
  readonly rules: readonly JudgedRule[];
  /** The path without links, as far as it exists. */
  readonly realPath: (path: string) => string;
  /** Whether git, started there, works in the repository of the thread and in none that was put in its way. */
  readonly gitIsOurs: (folder: string) => boolean;
}

/** What the word rests on. `rules`: every rule that had a say. */
export interface Ruling extends Judgement {
  readonly basis: 'rule' | 'read-only' | 'policy';
  readonly rules: readonly JudgedRule[];
}

const scopeWords = { thread: 'for this task', project: 'for this project', everywhere: 'for everything' } as const;

/** “allow `npm test` for this project”. */
export const ruleWords = (rule: JudgedRule): string => `${rule.verdict} “${matchText(rule.match)}” ${scopeWords[rule.scope.kind]}`;

const said = { allow: 'Your rule allows it', ask: 'Your rule wants to be asked', refuse: 'Your rule refuses it' } as const;

export const byRule = (verdict: Judgement['verdict'], rules: readonly JudgedRule[]): Ruling => ({
  verdict,
  why: `${said[verdict]}: ${rules.map(ruleWords).join(', ')}.`,
  rule: rules[0]?.id ?? null,
  basis: 'rule',
  rules,
});

export const byPolicy = (verdict: Judgement['verdict'], why: string): Ruling => ({ verdict, why, rule: null, basis: 'policy', rules: [] });
