/** One call of a tool as far as it is known, from however many updates; and what it is for us. Pure. */
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { ChangedFile, PlanStep, ToolUse } from '#contract/items.ts';
import type { AgentItem } from '#main/agents/agent-backend.ts';
import { hunkBetween, unifiedDiff, withDiff } from '#main/agents/file-diff.ts';
import { readBlocks } from './content.ts';
import { fieldsOf, inner, isFields, fieldsIn, number, text, type Fields } from '#main/agents/fields.ts';
import type { Quirks } from './preset.ts';

export interface ToolCall {
  readonly id: string;
  /** As the first update had it; later ones are sentences. */
  readonly name: string;
  readonly title: string;
  readonly kind: string;
  readonly status: string;
  readonly input: Fields;
  readonly content: readonly Fields[];
  readonly locations: readonly string[];
  readonly output: Fields;
  /** Diffs by path; the first of each is the whole file, later ones may be a part. */
  readonly diffs: Readonly<Record<string, Fields>>;
  /** Folder and reason, where they stand among its content. */
  readonly note: { readonly cwd: string; readonly reason: string } | null;
}

export interface ToolContext {
  readonly cwd: string;
  readonly quirks: Quirks;
  /** Names of the MCP servers that were handed over. */
  readonly servers: readonly string[];
}

const blank = (id: string): ToolCall => ({
  ...{
    id,
    name: '',
    title: '',
    kind: 'other',
    status: 'pending',
    input: {},
    content: [],
    locations: [],
    output: {},
    diffs: {},
    note: null,
  },
});

const isEmpty = (fields: Fields): boolean => Object.keys(fields).length === 0;

const pathIn = (cwd: string, path: string): string => {
  const whole = resolve(cwd, path);
  const inside = relative(cwd, whole);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? whole : inside.split(sep).join('/');
};

const diffsOf = (content: readonly Fields[], { cwd }: ToolContext): Readonly<Record<string, Fields>> =>
  Object.fromEntries(
    content.flatMap((block) => (text(block, 'type') === 'diff' ? [[pathIn(cwd, text(block, 'path') ?? ''), block] as const] : [])),
  );

const textsOf = (content: readonly Fields[]): readonly string[] =>
  content.flatMap((block) => (text(block, 'type') === 'content' ? (text(inner(block, 'content'), 'text') ?? []) : []));

const noteOf = (content: readonly Fields[], { quirks }: ToolContext): ToolCall['note'] => {
  const found = textsOf(content)
    .map((said) => quirks.commandNote?.exec(said))
    .find((match) => match != null);
  return found == null ? null : { cwd: found[1] ?? '', reason: found[2] ?? '' };
};

/** What an update, or a request for leave, adds to what is known. */
export const withUpdate = (known: ToolCall | undefined, update: Fields, context: ToolContext): ToolCall => {
  const before = known ?? blank(text(update, 'toolCallId') ?? '');
  const content = 'content' in update && update['content'] !== null ? fieldsIn(update, 'content') : null;
  const title = text(update, 'title') ?? before.title;
  const input = isFields(update['rawInput']) && !isEmpty(update['rawInput']) ? { ...before.input, ...update['rawInput'] } : before.input;
  const locations = fieldsIn(update, 'locations').flatMap((place) => text(place, 'path') ?? []);
  const named = context.quirks.nameInId?.exec(before.id)?.[1] ?? text(update, 'name') ?? title;
  return {
    id: before.id,
    name: before.name === '' ? named : before.name,
    title,
    kind: text(update, 'kind') ?? before.kind,
    status: text(update, 'status') ?? before.status,
    input,
    content: content ?? before.content,
    locations: locations.length > 0 ? locations : before.locations,
    output: isFields(update['rawOutput']) ? update['rawOutput'] : before.output,
    diffs: { ...diffsOf(content ?? [], context), ...before.diffs },
    note: noteOf(content ?? [], context) ?? before.note,
  };
};

const oneOf = (fields: Fields, names: readonly string[]): string | null =>
  names.map((name) => text(fields, name)).find((value) => value !== null && value !== '') ?? null;

/** The command line of a call that runs one. */
export const commandOf = ({ input, title }: ToolCall): string => oneOf(input, ['command', 'cmd', 'script']) ?? title;

export const commandFolder = ({ input, note }: ToolCall, cwd: string): string =>
  resolve(cwd, note?.cwd ?? oneOf(input, ['cwd', 'workdir', 'dir_path', 'directory']) ?? '');

/** Why it wants to, in its own words. */
export const reasonOf = ({ input, note }: ToolCall): string | null => {
  const said = note?.reason ?? '';
  return said === '' ? oneOf(input, ['description', 'reason', 'justification']) : said;
};

export const exitCodeOf = ({ output }: ToolCall): number | null => {
  const metadata = inner(output, 'metadata');
  return (
    [number(output, 'exitCode'), number(output, 'exit_code'), number(metadata, 'exit'), number(metadata, 'exitCode')].find(
      (code) => code !== null,
    ) ?? null
  );
};

const outputText = (call: ToolCall, { quirks }: ToolContext): string => {
  const blocks = call.content.flatMap((block) => (text(block, 'type') === 'content' ? [inner(block, 'content')] : []));
  const said = blocks.filter((block) => quirks.commandNote?.test(text(block, 'text') ?? '') !== true);
  const whole = readBlocks(said).text || (text(call.output, 'output') ?? text(call.output, 'error') ?? '');
  return quirks.outputNote === undefined ? whole : whole.replace(quirks.outputNote, '');
};

const changeOf = (path: string, diff: Fields): ChangedFile => {
  const before = text(diff, 'oldText') ?? '';
  const after = text(diff, 'newText') ?? '';
  const told = text(inner(diff, '_meta'), 'kind');
  const kind = before === '' ? 'add' : told === 'delete' ? 'delete' : 'update';
  return withDiff({ path, kind }, unifiedDiff(kind, path, undefined, hunkBetween(before, after)));
};

/** Files that a call changes: with their diffs where it told them, else by name. */
export const changesOf = ({ diffs, locations, input, kind }: ToolCall, { cwd }: ToolContext): readonly ChangedFile[] => {
  const told = Object.entries(diffs).map(([path, diff]) => changeOf(path, diff));
  if (told.length > 0) return told;
  const named =
    locations.length > 0 ? locations : [oneOf(input, ['filePath', 'file_path', 'filepath', 'path'])].flatMap((path) => path ?? []);
  const how = kind === 'delete' ? 'delete' : kind === 'move' ? 'move' : 'update';
  return [...new Set(named.map((path) => pathIn(cwd, path)))].map((path) => ({ path, kind: how }));
};

const stepStatus: Readonly<Record<string, PlanStep['status']>> = {
  completed: 'done',
  done: 'done',
  in_progress: 'active',
  active: 'active',
};
export const stepOf = (entry: Fields): PlanStep => ({
  text: oneOf(entry, ['content', 'description', 'step', 'title']) ?? '',
  status: stepStatus[text(entry, 'status') ?? ''] ?? 'pending',
});

/** Server and tool of a name that is made of both. */
export const serverOf = (name: string, { servers, quirks }: ToolContext): { readonly server: string; readonly tool: string } | null => {
  const groups = quirks.toolNames?.exec(name)?.groups;
  if (groups?.['server'] !== undefined && groups['tool'] !== undefined) return { server: groups['server'], tool: groups['tool'] };
  const plain = name.replace(/^mcp_+/, '');
  const server = servers.find((other) => plain.startsWith(other) && /^(?:__?|[:/.])\w/.test(plain.slice(other.length)));
  return server === undefined ? null : { server, tool: plain.slice(server.length).replace(/^(?:__?|[:/.])/, '') };
};

const uses: Readonly<Record<string, ToolUse>> = { read: 'read', search: 'search', fetch: 'fetch' };

const toolItem = (call: ToolCall, context: ToolContext): AgentItem => {
  const mcp = serverOf(call.name, context);
  const told = readBlocks(call.content.flatMap((block) => (text(block, 'type') === 'content' ? [inner(block, 'content')] : [])));
  const use: ToolUse = mcp !== null ? 'mcp' : /web_?search/i.test(call.name) ? 'web-search' : (uses[call.kind] ?? 'other');
  return {
    key: call.id,
    kind: 'tool',
    server: mcp?.server ?? null,
    tool: mcp?.tool ?? call.name,
    use,
    ...(call.title === '' || call.title === call.name ? {} : { title: call.title }),
    ...(told.images.length === 0 ? {} : { images: told.images }),
    ...(told.citations.length === 0 ? {} : { citations: told.citations }),
    input: isEmpty(call.input) ? '' : JSON.stringify(call.input),
    output: outputText(call, context),
    exitCode: null,
  };
};

/** By what it is given, as names differ: a list of things to do, a sub-agent, a command, files, or any tool. */
export const itemOf = (call: ToolCall, context: ToolContext): AgentItem => {
  const { id: key, input, kind } = call;
  const todos = fieldsIn(input, 'todos');
  if (todos.length > 0) return { key, kind: 'plan', steps: todos.map(stepOf), text: '' };
  const prompt = text(input, 'prompt');
  const agent = oneOf(input, ['subagent_type', 'agent_name', 'agent']);
  if (prompt !== null && agent !== null) {
    const title = text(input, 'description') ?? call.title;
    const said = outputText(call, context);
    return { key, kind: 'subagent', title, agent, prompt, text: context.quirks.subagentResult?.exec(said)?.[1] ?? said };
  }
  if (kind === 'execute')
    return {
      ...{ key, kind: 'command', command: commandOf(call), cwd: commandFolder(call, context.cwd) },
      ...{ output: outputText(call, context), exitCode: exitCodeOf(call) },
    };
  if (kind === 'edit' || kind === 'delete' || kind === 'move') return { key, kind: 'file-change', changes: changesOf(call, context) };
  return toolItem(call, context);
};

/** A call that was announced and of which nothing is known yet. */
export const saysNothing = ({ status, input, content, diffs }: ToolCall): boolean =>
  status === 'pending' && Object.keys(input).every((name) => name === 'cwd') && content.length === 0 && isEmpty(diffs);

/** Null while it goes on. */
export const endOf = (call: ToolCall): 'done' | 'failed' | null => {
  if (call.status === 'failed') return 'failed';
  if (call.status !== 'completed') return null;
  const code = call.kind === 'execute' ? exitCodeOf(call) : null;
  return code !== null && code !== 0 ? 'failed' : 'done';
};

export const inputOf = (call: ToolCall): Fields => fieldsOf(call.input);
