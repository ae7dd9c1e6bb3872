/**
 * What a tool of Claude Code would do, in the words of the user's rules, and whether it may. Claude Code's own permission system
 * is asked as well and may refuse more; it never allows what this does not.
 */
import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { AgentAction, Judgement } from '#contract/rules.ts';
import type { ApprovalKind } from '#contract/approvals.ts';
import { text, type Fields } from '#main/agents/fields.ts';

export interface ToolUse {
  readonly name: string;
  readonly input: Fields;
  /** Where the tool works now: a `cd` of the model moves it. */
  readonly cwd: string;
}

export interface JudgingGround {
  /** The thread's folder. */
  readonly worktree: string;
  /** Folders that Claude Code keeps its own records in. */
  readonly own: readonly string[];
  readonly judge: (action: AgentAction) => Judgement;
  /** Whether commands of this session can be confined at all. */
  readonly confines: boolean;
  readonly fullAccess: boolean;
  readonly planning: boolean;
}

export interface ToolRuling {
  /** `own`: nothing of ours to say, Claude Code decides. */
  readonly verdict: 'allow' | 'ask' | 'refuse' | 'own';
  readonly why: string;
  /** What the rules can answer; null where only a person can. */
  readonly action: AgentAction | null;
  readonly kind: Exclude<ApprovalKind, 'trust'>;
}

const within = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
};

/** With every link on the way resolved, though the last parts need not exist. */
export const realPlace = (path: string): string => {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPlace(parent), basename(path));
  }
};

/** In the worktree, obeyed by programs outside of the sandbox. */
const obeyed = new Set([
  '.claude',
  '.codex',
  '.agents',
  '.cursor',
  '.gemini',
  '.qwen',
  '.opencode',
  '.vscode',
  '.idea',
  '.devcontainer',
  '.mcp.json',
  '.envrc',
  'opencode.json',
]);

const shellTools = new Set(['Bash', 'Monitor', 'PowerShell']);
const changingTools: Readonly<Record<string, string>> = {
  Edit: 'file_path',
  MultiEdit: 'file_path',
  Write: 'file_path',
  NotebookEdit: 'notebook_path',
};
const readingTools: Readonly<Record<string, string>> = {
  Read: 'file_path',
  Glob: 'path',
  Grep: 'path',
  LS: 'path',
  NotebookRead: 'notebook_path',
};

export const isShellTool = (name: string): boolean => shellTools.has(name);
/** The file that a tool changes; null for one that changes none. */
export const changedFile = ({ name, input, cwd }: ToolUse): string | null => {
  const path = text(input, changingTools[name] ?? '');
  return path === null ? null : resolve(cwd, path);
};

const ruled = ({ verdict, why }: Judgement, action: AgentAction, kind: ToolRuling['kind']): ToolRuling => ({ verdict, why, action, kind });
const ask = (why: string, kind: ToolRuling['kind'], action: AgentAction | null = null): ToolRuling => ({
  verdict: 'ask',
  why,
  action,
  kind,
});

const judgeCommand = ({ input, cwd }: ToolUse, ground: JudgingGround): ToolRuling => {
  const command = text(input, 'command') ?? '';
  const outside = input['dangerouslyDisableSandbox'] === true || !ground.confines || ground.fullAccess;
  if (ground.planning && !ground.fullAccess) {
    // The policy would let it write; what only reads is told from the words.
    const judgement = ground.judge({ kind: 'command', command, cwd, sandboxed: false });
    return judgement.verdict === 'ask'
      ? ask('Nothing is changed while it plans.', 'command')
      : ruled(judgement, { kind: 'command', command, cwd, sandboxed: false }, 'command');
  }
  const action: AgentAction = { kind: 'command', command, cwd, sandboxed: !outside };
  return ruled(ground.judge(action), action, 'command');
};

const judgeChange = (path: string, ground: JudgingGround): ToolRuling => {
  const real = realPlace(path);
  if (ground.own.some((folder) => within(join(folder, 'plans'), real) || within(join(folder, 'projects'), real)))
    return { verdict: 'own', why: '', action: null, kind: 'file-change' };
  if (ground.planning) return ask('Nothing is changed while it plans.', 'file-change');
  const root = realPlace(ground.worktree);
  const action: AgentAction = { kind: 'change', paths: real === path ? [path] : [path, real] };
  const judgement = ground.judge(action);
  if (judgement.verdict !== 'allow' || ground.fullAccess || judgement.rule !== null) return ruled(judgement, action, 'file-change');
  if (!within(root, real)) return ask('The file is outside of the task’s folder.', 'file-change');
  const first = relative(root, real).split(sep)[0] ?? '';
  return obeyed.has(first.toLowerCase())
    ? ask('Programs outside of the sandbox obey this file.', 'file-change')
    : ruled(judgement, action, 'file-change');
};

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Reading inside the worktree is free; elsewhere the rules say what they would of `cat`. */
const judgeRead = ({ name, input, cwd }: ToolUse, ground: JudgingGround): ToolRuling => {
  const path = resolve(cwd, text(input, readingTools[name] ?? '') ?? '.');
  const real = realPlace(path);
  const free: ToolRuling = { verdict: 'allow', why: 'It only reads.', action: null, kind: 'permissions' };
  if (ground.fullAccess || within(realPlace(ground.worktree), real)) return free;
  if (ground.own.some((folder) => within(folder, real))) return { ...free, verdict: 'own' };
  const judgement = ground.judge({ kind: 'command', command: `cat ${quoted(real)}`, cwd: ground.worktree, sandboxed: false });
  if (judgement.verdict === 'ask') return ask('The file is outside of the task’s folder.', 'permissions');
  return { ...free, verdict: judgement.verdict, why: judgement.why };
};

const hostOf = (url: string | null): AgentAction | null => {
  const parsed = url === null ? null : URL.parse(url);
  if (parsed === null || parsed.hostname === '') return null;
  const port = parsed.port === '' ? (parsed.protocol === 'http:' ? 80 : 443) : Number(parsed.port);
  return { kind: 'network', host: parsed.hostname, port };
};

/** The server and tool of `mcp__server__tool`; null for a tool of Claude Code's own. */
export const mcpTool = (name: string): { readonly server: string; readonly tool: string } | null => {
  const match = /^mcp__(.+?)__(.+)$/.exec(name);
  return match === null ? null : { server: match[1] ?? '', tool: match[2] ?? '' };
};

export const ruleOn = (use: ToolUse, ground: JudgingGround): ToolRuling => {
  const { name, input } = use;
  if (isShellTool(name)) return judgeCommand(use, ground);
  const changed = changedFile(use);
  if (changed !== null) return judgeChange(changed, ground);
  if (Object.hasOwn(readingTools, name)) return judgeRead(use, ground);
  const fetched = name === 'WebFetch' ? hostOf(text(input, 'url')) : null;
  if (fetched !== null) return ruled(ground.judge(fetched), fetched, 'permissions');
  const mcp = mcpTool(name);
  if (mcp !== null) {
    const action: AgentAction = { kind: 'tool', ...mcp, readOnly: false };
    return ruled(ground.judge(action), action, 'tool');
  }
  if (name === 'AskUserQuestion') return ask('', 'question');
  if (name === 'ExitPlanMode') return ask('', 'plan');
  const action: AgentAction = { kind: 'tool', server: null, tool: name, readOnly: false };
  return { verdict: 'own', why: '', action, kind: 'tool' };
};
