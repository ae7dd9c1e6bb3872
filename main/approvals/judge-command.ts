/** The word on a shell text: each simple command in it, each file that it opens. Pure. */
import type { AgentAction } from '#contract/rules.ts';
import type { CommandPart, CommandParts, RedirectedFile } from './command-parts.ts';
import { byPolicy, byRule, type JudgeContext, type JudgedRule, type Ruling } from './judgement.ts';
import { judgePaths, rulesOnPaths } from './judge-paths.ts';
import { allowsCommand, restrictsCommand } from './match-rule.ts';
import { parseCommand } from './parse-command.ts';
import { isInside, mayRead, placesOf } from './place-of-path.ts';
import { policyTable } from './policy-table.ts';
import { readOnlyUse } from './read-only-commands.ts';

type CommandAction = Extract<AgentAction, { kind: 'command' }>;
type CommandMatch = Extract<JudgedRule['match'], { kind: 'command' }>;

/** Where the shell itself may write: no files. */
const STREAMS = /^\/dev\/(?:null|stdout|stderr|tty|fd\/\d+)$/;

const onCommands = (rules: readonly JudgedRule[], verdict: JudgedRule['verdict']): readonly (JudgedRule & { match: CommandMatch })[] =>
  rules.filter((rule): rule is JudgedRule & { match: CommandMatch } => rule.verdict === verdict && rule.match.kind === 'command');

const inFolder = (context: JudgeContext, part: CommandPart): boolean =>
  part.folders !== null && part.folders.every((folder) => isInside(context.realPath(context.worktree), context.realPath(folder)));

const isReadOnly = (context: JudgeContext, part: CommandPart): boolean => {
  const use = readOnlyUse(part);
  if (use === null || part.folders === null || !inFolder(context, part)) return false;
  if (use.git && !part.folders.every(context.gitIsOurs)) return false;
  return use.paths.every((path) => placesOf(path, part.folders)?.every((place) => mayRead(context, place)) ?? false);
};

interface Restriction {
  readonly verdict: 'ask' | 'refuse';
  readonly rule: JudgedRule;
  readonly sure: boolean;
}

/** What refuses or wants to be asked, the strictest first. */
const restrictionOn = (context: JudgeContext, parts: CommandParts, written: readonly string[]): Restriction | null => {
  const found = (verdict: 'ask' | 'refuse', wanted: 'yes' | 'maybe'): JudgedRule | undefined =>
    onCommands(context.rules, verdict).find((rule) => parts.commands.some((part) => restrictsCommand(rule.match, part) === wanted));
  const refused = found('refuse', 'yes') ?? rulesOnPaths(context, written, 'refuse')[0];
  if (refused !== undefined) return { verdict: 'refuse', rule: refused, sure: true };
  const asked = found('ask', 'yes') ?? rulesOnPaths(context, written, 'ask')[0];
  if (asked !== undefined) return { verdict: 'ask', rule: asked, sure: true };
  const perhaps = found('refuse', 'maybe') ?? found('ask', 'maybe');
  return perhaps === undefined ? null : { verdict: 'ask', rule: perhaps, sure: false };
};

const knownPlaces = (files: readonly RedirectedFile[]): readonly string[] =>
  files.flatMap((file) => (file.path === null || STREAMS.test(file.path) ? [] : (placesOf(file.path, file.folders) ?? [])));

const hasUnclearPlace = (files: readonly RedirectedFile[]): boolean =>
  files.some((file) => file.path === null || placesOf(file.path, file.folders) === null);

/** What the sandbox or full access lets through still meets the user's rules. */
const byPolicyOf = (context: JudgeContext, { sandboxed }: CommandAction, parts: CommandParts): Ruling => {
  const word = policyTable[context.policy][sandboxed ? 'command in the sandbox' : 'command outside of the sandbox'];
  if (parts.unknown.length === 0) return byPolicy(word.verdict, word.why);
  const unread = `It cannot be read in full: ${parts.unknown.join('; ')}.`;
  if (word.verdict !== 'allow') return byPolicy(word.verdict, `${word.why} ${unread}`);
  const restricting = [...onCommands(context.rules, 'refuse'), ...onCommands(context.rules, 'ask')];
  return restricting.length === 0 ? byPolicy('allow', word.why) : byPolicy('ask', `You have rules against commands. ${unread}`);
};

/** Leave for every command and every file; null when something has none. */
export const leave = (context: JudgeContext, parts: CommandParts): Ruling | null => {
  if (parts.unknown.length > 0 || hasUnclearPlace(parts.writes) || hasUnclearPlace(parts.reads)) return null;
  const used = new Set<JudgedRule>();
  const allowing = onCommands(context.rules, 'allow');
  for (const part of parts.commands) {
    if (part.watchedOnly) continue;
    const rule = inFolder(context, part) ? allowing.find(({ match }) => allowsCommand(match, part)) : undefined;
    if (rule !== undefined) used.add(rule);
    else if (!isReadOnly(context, part)) return null;
  }
  if (!knownPlaces(parts.reads).every((place) => mayRead(context, place))) return null;
  const written = knownPlaces(parts.writes);
  if (written.length > 0) {
    const ruling = judgePaths(context, written);
    if (ruling.verdict !== 'allow') return null;
    for (const rule of ruling.rules) used.add(rule);
  }
  if (used.size > 0) return byRule('allow', [...used]);
  return { ...byPolicy('allow', 'It only reads.'), basis: written.length > 0 ? 'policy' : 'read-only' };
};

export const judgeCommand = (context: JudgeContext, action: CommandAction): Ruling => {
  const parts = parseCommand(action.command, action.cwd);
  const restriction = restrictionOn(context, parts, knownPlaces(parts.writes));
  if (restriction !== null) {
    const ruling = byRule(restriction.verdict, [restriction.rule]);
    return restriction.sure ? ruling : { ...ruling, why: `What it runs is known only when it runs. ${ruling.why}` };
  }
  return leave(context, parts) ?? byPolicyOf(context, action, parts);
};
