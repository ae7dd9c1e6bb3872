/**
 * The one judge of what agents want to do: policy and rules in, a word out. Pure: links and repositories are looked at by
 * functions that are given.
 *
 * The strictest rule that matches wins; where none matches, the policy says. Everything in a command has to be allowed for
 * the whole to be, anything refused refuses it, and what cannot be read for certain is asked.
 */
import type { AgentAction } from '#contract/rules.ts';
import { judgeCommand } from './judge-command.ts';
import { judgePaths } from './judge-paths.ts';
import { byPolicy, byRule, type JudgeContext, type JudgedRule, type Ruling } from './judgement.ts';
import { matchesHost, matchesTool } from './match-rule.ts';
import { policyTable, type PolicyWord } from './policy-table.ts';

const strictest = (rules: readonly JudgedRule[], word: PolicyWord): Ruling => {
  for (const verdict of ['refuse', 'ask', 'allow'] as const) {
    const rule = rules.find((candidate) => candidate.verdict === verdict);
    if (rule !== undefined) return byRule(verdict, [rule]);
  }
  return byPolicy(word.verdict, word.why);
};

export const judge = (action: AgentAction, context: JudgeContext): Ruling => {
  const words = policyTable[context.policy];
  switch (action.kind) {
    case 'command':
      return judgeCommand(context, action);
    case 'change':
      return judgePaths(context, action.paths);
    case 'network': {
      const rules = context.rules.filter(({ match }) => match.kind === 'host' && matchesHost(match, action.host, action.port));
      return strictest(rules, words.network);
    }
    case 'tool': {
      const rules = context.rules.filter(({ match }) => match.kind === 'tool' && matchesTool(match, action.server, action.tool));
      return strictest(rules, words.tool);
    }
  }
};
