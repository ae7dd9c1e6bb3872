/** Rules as a JSON text that can be kept, given away and taken in elsewhere. Projects are named by their paths. Pure. */
import type { ProjectId } from '#contract/ids.ts';
import { failure } from '#contract/failure.ts';
import { RuleMatch, Verdict, type NewRule, type Rule } from '#contract/rules.ts';
import { matchText } from '#contract/rule-text.ts';
import { z } from '#contract/zod.ts';

const FileRule = z.object({ verdict: Verdict, match: RuleMatch, project: z.string().optional() });
const RulesFile = z.object({ switchyardRules: z.literal(1), rules: z.array(z.unknown()).max(10_000) });

export interface KnownProject {
  readonly id: ProjectId;
  readonly path: string;
}

export const writeRules = (
  rules: readonly Rule[],
  projects: readonly KnownProject[],
): { readonly text: string; readonly rules: number } => {
  const written = rules.flatMap(({ scope, verdict, match }) => {
    if (scope.kind === 'everywhere') return [{ verdict, match }];
    const project = scope.kind === 'project' ? projects.find(({ id }) => id === scope.project) : undefined;
    return project === undefined ? [] : [{ verdict, match, project: project.path }];
  });
  return { text: `${JSON.stringify({ switchyardRules: 1, rules: written }, null, 2)}\n`, rules: written.length };
};

/** Throws AppError `invalid` when it is no file of rules. */
export const readRules = (
  text: string,
  projects: readonly KnownProject[],
): { readonly rules: readonly NewRule[]; readonly problems: readonly string[] } => {
  let file: z.infer<typeof RulesFile>;
  try {
    file = RulesFile.parse(JSON.parse(text));
  } catch {
    throw failure('invalid', 'This is no file of rules.', 'Choose a file that “Export” has written.');
  }
  const problems: string[] = [];
  const rules = file.rules.flatMap((entry, index): NewRule[] => {
    const parsed = FileRule.safeParse(entry);
    if (!parsed.success) {
      problems.push(`Rule ${index + 1} makes no sense.`);
      return [];
    }
    const { verdict, match, project: path } = parsed.data;
    if (path === undefined) return [{ verdict, match, scope: { kind: 'everywhere' } }];
    const project = projects.find((known) => known.path === path);
    if (project === undefined) problems.push(`“${matchText(match)}” is for ${path}, which is no project here.`);
    return project === undefined ? [] : [{ verdict, match, scope: { kind: 'project', project: project.id } }];
  });
  return { rules, problems };
};
