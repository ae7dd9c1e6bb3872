/** The rules that would spare the next such ask, as narrow as makes sense. Null when no rule could. Pure. */
import { dirname, join, relative } from 'node:path';
import type { AgentAction, RuleMatch } from '#contract/rules.ts';
import { matchText, matchWarning } from '#contract/rule-text.ts';
import type { CommandPart } from './command-parts.ts';
import { judge } from './judge.ts';
import { leave } from './judge-command.ts';
import { judgePaths } from './judge-paths.ts';
import type { JudgeContext, JudgedRule } from './judgement.ts';
import { parseCommand } from './parse-command.ts';
import { isInside, placesOf } from './place-of-path.ts';

/** How many rules one answer may make. */
const OFFER_MAX = 8;
/** A command of so few words is proposed as it is; of a longer one what stands before its first path or name. */
const WHOLE_MAX = 6;
/** Files of one change that are named one by one; beyond, their folder is. */
const FILES_MAX = 3;

/** Programs whose second word says what they do, and those of their words that a third one completes. */
const withVerbs: ReadonlySet<string> = new Set(
  'git npm pnpm yarn bun deno cargo go docker podman kubectl helm make just task pip pip3 uv poetry gem bundle rails mix dotnet gradle mvn terraform brew apt apt-get systemctl composer'.split(
    ' ',
  ),
);
const withSecond: ReadonlySet<string> = new Set(['run', 'exec', 'remote', 'stash', 'compose', 'worktree', 'submodule', 'tool']);

const allowing = (match: RuleMatch): JudgedRule => ({ id: null, match, verdict: 'allow', scope: { kind: 'everywhere' } });

const prefixOf = ({ words }: CommandPart): readonly string[] | null => {
  const values: string[] = [];
  for (const { value } of words) {
    if (value === null) break;
    values.push(value);
  }
  const [program = '', verb = ''] = values;
  const name = program.split('/').at(-1) ?? program;
  if (withVerbs.has(name) && /^[a-z][\w:.-]*$/i.test(verb)) return values.slice(0, withSecond.has(verb) && values.length > 2 ? 3 : 2);
  // Without a verb the whole command is what was asked; a person may shorten it.
  if (values.length === words.length && values.length <= WHOLE_MAX) return values;
  // Code on the command line is never shortened: any other would fit what is left.
  if (values.some((value) => /^-(?:c|e|p|-eval|-print|-command)$/.test(value))) return null;
  const operand = values.findIndex((value, index) => index > 0 && !value.startsWith('-'));
  const short = values.slice(0, operand < 0 ? values.length : operand);
  return matchWarning({ kind: 'command', prefix: short }, 'allow') === null ? short : null;
};

const pathRule = (context: JudgeContext, path: string): RuleMatch => {
  const real = context.realPath(path);
  const root = context.realPath(context.worktree);
  return { kind: 'path', glob: isInside(root, real) ? relative(root, real) : real };
};

const pathRules = (context: JudgeContext, paths: readonly string[]): readonly RuleMatch[] => {
  const needed = paths.filter((path) => judgePaths(context, [path]).verdict === 'ask');
  if (needed.length <= FILES_MAX) return needed.map((path) => pathRule(context, path));
  return [...new Set(needed.map(dirname))].map((folder) => pathRule(context, join(folder, '*')));
};

const commandRules = (context: JudgeContext, action: Extract<AgentAction, { kind: 'command' }>): readonly RuleMatch[] | null => {
  const parts = parseCommand(action.command, action.cwd);
  if (parts.unknown.length > 0) return null;
  const offered: RuleMatch[] = [];
  // Asked although it only reads: a rule may answer that too.
  const onlyReads = leave(context, parts)?.basis === 'read-only';
  for (const part of parts.commands) {
    if (part.watchedOnly) continue;
    const alone = { commands: [part], writes: [], reads: [], unknown: [] };
    if (leave({ ...context, rules: [...context.rules, ...offered.map(allowing)] }, alone) !== null && !onlyReads) continue;
    const prefix = prefixOf(part);
    if (prefix === null || prefix.length === 0) return null;
    offered.push({ kind: 'command', prefix });
  }
  const written = parts.writes.flatMap((file) => (file.path === null ? [] : (placesOf(file.path, file.folders) ?? [])));
  return [
    ...offered,
    ...pathRules(
      context,
      written.filter((path) => !path.startsWith('/dev/')),
    ),
  ];
};

const matchesOf = (context: JudgeContext, action: AgentAction): readonly RuleMatch[] | null => {
  switch (action.kind) {
    case 'command':
      return commandRules(context, action);
    case 'change':
      return pathRules(context, action.paths);
    case 'network':
      return [{ kind: 'host', host: action.host.toLowerCase(), port: action.port }];
    case 'tool':
      return [{ kind: 'tool', server: action.server, tool: action.tool }];
  }
};

/** What is offered has been tried: with these rules the action would be allowed. */
export const proposeRules = (action: AgentAction, context: JudgeContext): readonly RuleMatch[] | null => {
  const matches = matchesOf(context, action);
  if (matches === null || matches.length === 0) return null;
  const unique = [...new Map(matches.map((match) => [`${match.kind} ${matchText(match)}`, match])).values()];
  if (unique.length > OFFER_MAX) return null;
  const ruling = judge(action, { ...context, rules: [...context.rules, ...unique.map(allowing)] });
  return ruling.verdict === 'allow' && ruling.basis === 'rule' ? unique : null;
};
