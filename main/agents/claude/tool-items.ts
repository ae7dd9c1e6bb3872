/** Calls of tools as items: how one looks when it begins, and when its result is there. Pure, but for files that it is about to change. */
import { isAbsolute, relative, sep } from 'node:path';
import type { ChangedFile, Citation, ToolUse } from '#contract/items.ts';
import type { AgentImage, AgentItem } from '#main/agents/agent-backend.ts';
import { hunkBetween, unifiedDiff, withDiff } from '#main/agents/file-diff.ts';
import { fieldsOf, inner, isFields, list, number, rawOf, text, type Fields } from '#main/agents/fields.ts';
import { changedFile, isShellTool, mcpTool } from './tool-actions.ts';

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: Fields;
  /** Key of the sub-agent's item that it belongs to. */
  readonly parentKey: string | null;
  /** Call that set that sub-agent to work. */
  readonly agent: string | null;
}

export interface ToolResult {
  /** `content` of the tool_result block. */
  readonly content: unknown;
  readonly isError: boolean;
  /** `tool_use_result`: what the tool says beside the text for the model; empty when it says nothing. */
  readonly told: Fields;
}

const uses: Readonly<Record<string, ToolUse>> = {
  ...{ Read: 'read', NotebookRead: 'read', LS: 'read', Glob: 'search', Grep: 'search', ToolSearch: 'search' },
  ...{ WebSearch: 'web-search', web_search: 'web-search', WebFetch: 'fetch', web_fetch: 'fetch' },
};

export const insidePath = (cwd: string, path: string): string => {
  const inside = isAbsolute(path) ? relative(cwd, path) : path;
  return inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? path : inside;
};

const titleOf = (name: string, input: Fields, cwd: string): string | null => {
  const path = text(input, 'file_path') ?? text(input, 'notebook_path') ?? text(input, 'path');
  const place = path === null ? '' : insidePath(cwd, path);
  switch (name) {
    case 'Read':
    case 'NotebookRead':
      return `Read ${place}`;
    case 'LS':
      return `List ${place}`;
    case 'Glob':
      return `Find ${text(input, 'pattern') ?? ''}`;
    case 'Grep':
      return `Search for ${text(input, 'pattern') ?? ''}${place === '' ? '' : ` in ${place}`}`;
    case 'WebSearch':
    case 'web_search':
      return `Search the web for ${text(input, 'query') ?? ''}`;
    case 'WebFetch':
    case 'web_fetch':
      return `Fetch ${text(input, 'url') ?? ''}`;
    case 'Skill':
      return `Use the skill ${text(input, 'skill') ?? text(input, 'command') ?? ''}`;
    default:
      return null;
  }
};

const parent = (call: ToolCall): { readonly parentKey?: string } => (call.parentKey === null ? {} : { parentKey: call.parentKey });

const change = (kind: 'add' | 'update', path: string, hunks: string): ChangedFile =>
  hunks === '' ? { path, kind, added: 0, deleted: 0 } : withDiff({ path, kind }, unifiedDiff(kind, path, undefined, hunks));

const occurrencesReplaced = (before: string, edit: Fields): string => {
  const old = text(edit, 'old_string') ?? '';
  const now = text(edit, 'new_string') ?? '';
  if (old === '') return before === '' ? now : before;
  if (edit['replace_all'] === true) return before.split(old).join(now);
  const at = before.indexOf(old);
  return at < 0 ? before : before.slice(0, at) + now + before.slice(at + old.length);
};

/** What a tool is about to change. `before`: the file as it is; null when there is none or it cannot be read. */
export const changesAhead = (call: Pick<ToolCall, 'name' | 'input'>, cwd: string, before: string | null): readonly ChangedFile[] => {
  const { name, input } = call;
  const file = changedFile({ name, input, cwd });
  if (file === null) return [];
  const path = insidePath(cwd, file);
  const kind = before === null && name === 'Write' ? 'add' : 'update';
  if (name === 'NotebookEdit') return [{ path, kind }];
  const old = before ?? '';
  const edits = name === 'MultiEdit' ? list(input, 'edits').map(fieldsOf) : [input];
  const now = name === 'Write' ? (text(input, 'content') ?? '') : edits.reduce(occurrencesReplaced, old);
  return [change(kind, path, hunkBetween(old, now))];
};

const hunkText = (value: unknown): string => {
  const hunk = fieldsOf(value);
  const span = (from: string, count: string): string => `${number(hunk, from) ?? 0},${number(hunk, count) ?? 0}`;
  const lines = list(hunk, 'lines').filter((line) => typeof line === 'string');
  return [`@@ -${span('oldStart', 'oldLines')} +${span('newStart', 'newLines')} @@`, ...lines, ''].join('\n');
};

/** What a tool has changed, from its `structuredPatch`. */
const changesDone = (call: ToolCall, told: Fields, cwd: string): readonly ChangedFile[] | null => {
  const file = text(told, 'filePath') ?? changedFile({ ...call, cwd });
  if (file === null || !('structuredPatch' in told)) return null;
  const path = insidePath(cwd, file);
  if (text(told, 'type') === 'create') return [change('add', path, hunkBetween('', text(told, 'content') ?? ''))];
  return [change('update', path, list(told, 'structuredPatch').map(hunkText).join(''))];
};

/** Text of what a tool gave the model; images are left out. */
export const resultText = (content: unknown): string => {
  if (typeof content === 'string') return content.replace(/^<tool_use_error>([\s\S]*)<\/tool_use_error>$/, '$1');
  if (!Array.isArray(content)) return content === undefined || content === null ? '' : rawOf(content);
  const parts = (content as readonly unknown[]).map(fieldsOf).filter((part) => text(part, 'type') !== 'image');
  return parts
    .map((part) => text(part, 'text') ?? (text(part, 'type') === 'tool_reference' ? (text(part, 'tool_name') ?? '') : rawOf(part)))
    .join('\n');
};

const imagesIn = (content: unknown): readonly AgentImage[] => {
  if (!Array.isArray(content)) return [];
  return (content as readonly unknown[]).flatMap((part) => {
    const source = inner(fieldsOf(part), 'source');
    const [mime, base64] = [text(source, 'media_type'), text(source, 'data')];
    return mime === null || base64 === null ? [] : [{ mime, base64 }];
  });
};

/** Addresses that a search gave. */
export const citationsIn = (value: unknown): readonly Citation[] => {
  const found = new Map<string, Citation>();
  const look = (one: unknown): void => {
    if (Array.isArray(one)) return (one as readonly unknown[]).forEach(look);
    if (!isFields(one)) return;
    const url = text(one, 'url');
    if (url !== null && /^https?:/.test(url)) found.set(url, { title: text(one, 'title') ?? url, url });
    if ('content' in one) look(one['content']);
  };
  look(value);
  return [...found.values()];
};

/** The item with which a call begins. */
export const startedItem = (call: ToolCall, cwd: string): AgentItem => {
  const { id: key, name, input } = call;
  if (isShellTool(name))
    return { key, ...parent(call), kind: 'command', command: text(input, 'command') ?? '', cwd, output: null, exitCode: null };
  const changed = changedFile({ ...call, cwd });
  if (changed !== null) {
    // The file may have changed since: what was changed comes with the result.
    const kind = name === 'Write' ? 'add' : 'update';
    return { key, ...parent(call), kind: 'file-change', changes: [{ path: insidePath(cwd, changed), kind }] };
  }
  const mcp = mcpTool(name);
  const title = titleOf(name, input, cwd);
  const use = mcp === null ? uses[name] : 'mcp';
  return {
    key,
    ...parent(call),
    kind: 'tool',
    server: mcp?.server ?? null,
    tool: mcp?.tool ?? name,
    ...(title === null ? {} : { title }),
    ...(use === undefined ? {} : { use }),
    input: rawOf(input),
    output: null,
    exitCode: null,
  };
};

const NO_OUTPUT = '(Bash completed with no output)';
const EXIT = /^Exit code (\d+)\n?/;

const endedCommand = (item: Extract<AgentItem, { kind: 'command' }>, result: ToolResult): AgentItem => {
  const said = resultText(result.content);
  const exit = EXIT.exec(said)?.[1];
  if (exit !== undefined) return { ...item, output: said.replace(EXIT, ''), exitCode: Number(exit) };
  if (result.isError) return { ...item, output: said, exitCode: null };
  // Of a sub-agent's command nothing but the text for the model is told.
  if (!('stdout' in result.told)) return { ...item, output: said === NO_OUTPUT ? '' : said, exitCode: 0 };
  const out = [text(result.told, 'stdout'), text(result.told, 'stderr')].filter((part) => part !== null && part !== '').join('\n');
  const runsOn = text(result.told, 'backgroundTaskId') !== null;
  return { ...item, output: runsOn && out === '' ? said : out, exitCode: runsOn ? null : 0 };
};

/** The item with which it ends. */
export const endedItem = (call: ToolCall, result: ToolResult, cwd: string): AgentItem => {
  const item = startedItem(call, cwd);
  if (item.kind === 'command') return endedCommand(item, result);
  if (item.kind === 'file-change')
    return { ...item, changes: (result.isError ? null : changesDone(call, result.told, cwd)) ?? item.changes };
  if (item.kind !== 'tool') return item;
  const images = imagesIn(result.content);
  const citations =
    item.use === 'web-search' ? citationsIn(list(result.told, 'results').length > 0 ? result.told['results'] : result.content) : [];
  return {
    ...item,
    output: resultText(result.content),
    ...(images.length === 0 ? {} : { images }),
    ...(citations.length === 0 ? {} : { citations }),
  };
};
