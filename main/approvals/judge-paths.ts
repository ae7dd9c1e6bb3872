/** The word on files that are to be written. Pure. */
import { byPolicy, byRule, type JudgeContext, type JudgedRule, type Ruling } from './judgement.ts';
import { matchesPath } from './match-rule.ts';
import { situationOf } from './place-of-path.ts';
import { policyTable } from './policy-table.ts';

type PathMatch = Extract<JudgedRule['match'], { kind: 'path' }>;

/** A restriction holds for the path as it is written and for where it leads; leave only for where it leads. */
const speaksOf = (context: JudgeContext, match: PathMatch, path: string, verdict: JudgedRule['verdict']): boolean => {
  const real = context.realPath(path);
  const place = { ...context, worktree: context.realPath(context.worktree) };
  return matchesPath(match.glob, real, place) || (verdict !== 'allow' && matchesPath(match.glob, path, context));
};

export const rulesOnPaths = (context: JudgeContext, paths: readonly string[], verdict: JudgedRule['verdict']): readonly JudgedRule[] =>
  context.rules.filter(
    ({ match, verdict: own }) => own === verdict && match.kind === 'path' && paths.some((path) => speaksOf(context, match, path, verdict)),
  );

/** Every file needs leave; one that is refused refuses all. */
export const judgePaths = (context: JudgeContext, paths: readonly string[]): Ruling => {
  const refused = rulesOnPaths(context, paths, 'refuse');
  if (refused.length > 0) return byRule('refuse', refused.slice(0, 1));
  const asked = rulesOnPaths(context, paths, 'ask');
  if (asked.length > 0) return byRule('ask', asked.slice(0, 1));
  if (paths.length === 0) return byPolicy('ask', 'It does not say which files it would change.');
  const used = new Set<JudgedRule>();
  let why = '';
  for (const path of paths) {
    const [rule] = rulesOnPaths(context, [path], 'allow');
    if (rule !== undefined) {
      used.add(rule);
      continue;
    }
    const word = policyTable[context.policy][situationOf(context, path)];
    if (word.verdict !== 'allow') return byPolicy(word.verdict, word.why);
    why = word.why;
  }
  return used.size > 0 ? byRule('allow', [...used]) : byPolicy('allow', why);
};
