/** Judging in tests: a thread's folder that is not there, rules written as people read them. */
import type { RuleKind } from '#contract/rule-text.ts';
import { parseMatch } from '#contract/rule-text.ts';
import type { AgentAction, Verdict } from '#contract/rules.ts';
import { judge } from '#main/approvals/judge.ts';
import type { JudgeContext, JudgedRule, Ruling } from '#main/approvals/judgement.ts';

export const worktree = '/work/tree';

/** `allow command npm test` */
export const rule = (text: string): JudgedRule => {
  const [verdict = '', kind = '', ...rest] = text.split(' ');
  const parsed = parseMatch(kind as RuleKind, rest.join(' '));
  if ('problem' in parsed) throw new Error(`${text}: ${parsed.problem}`);
  return { id: null, scope: { kind: 'everywhere' }, match: parsed.match, verdict: verdict as Verdict };
};

export const contextOf = (rules: readonly string[] = [], more: Partial<JudgeContext> = {}): JudgeContext => ({
  worktree,
  home: '/home/ann',
  policy: 'workspace-write',
  rules: rules.map(rule),
  realPath: (path) => path,
  gitIsOurs: () => true,
  ...more,
});

export const command = (text: string, sandboxed = false, cwd = worktree): AgentAction => ({
  kind: 'command',
  command: text,
  cwd,
  sandboxed,
});

export const verdictOf = (text: string, rules: readonly string[] = [], more: Partial<JudgeContext> = {}): Ruling['verdict'] =>
  judge(command(text), contextOf(rules, more)).verdict;
