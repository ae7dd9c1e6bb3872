/** What a tool is for, and how its arguments and results are best read. Pure. */
import type { ItemOf, ToolUse } from '#contract/items.ts';

export type ToolItem = ItemOf<'tool'>;

const readTool = /^(?:read|view|open|cat|get)(?:[_-]?(?:file|text|resource|document)s?)?$/i;
const webSearch = /web[_-]?search|search[_-]?web|google|brave_search/i;
const fetchTool = /(?:^|[_-])(?:web)?[_-]?fetch|^(?:open|browse)[_-]?(?:url|page)$/i;
const searchTool = /(?:search|grep|glob|find|list)/i;

/** As the agent says; else by its name. */
export const toolUse = ({ use, server, tool }: Pick<ToolItem, 'use' | 'server' | 'tool'>): ToolUse => {
  if (use !== undefined) return use;
  if (webSearch.test(tool)) return 'web-search';
  if (fetchTool.test(tool)) return 'fetch';
  if (server !== null) return 'mcp';
  if (readTool.test(tool)) return 'read';
  return searchTool.test(tool) ? 'search' : 'other';
};

export interface ArgumentField {
  readonly name: string;
  readonly value: string;
  /** Several lines, or structured. */
  readonly long: boolean;
}

const FIELDS_MAX = 16;
const LONG_CHARS = 120;

const isPlain = (value: unknown): boolean => value === null || typeof value !== 'object';

const fieldText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every(isPlain) && value.length <= 20) return value.map(String).join(', ');
  return JSON.stringify(value, null, 2);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The arguments one by one; null when they are better read as the text they are. */
export const argumentFields = (input: string): readonly ArgumentField[] | null => {
  const value = parsed(input);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  if (entries.length > FIELDS_MAX) return null;
  return entries.map(([name, entry]) => {
    const text = fieldText(entry);
    return { name, value: text, long: text.length > LONG_CHARS || text.includes('\n') };
  });
};

export type ResultText =
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'markdown'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string };

const RICH_MAX_CHARS = 24_000;
const markdownMarks = /^#{1,6} \S|^\s*(?:[-*]|\d+\.) \S|^```|^\|.*\|$|\*\*\S[^*]*\*\*|\[[^\]]+\]\(https?:/m;
/** What these give is what a file or a search says, to be shown as it is. */
const verbatim = new Set<ToolUse>(['read', 'search']);

/** How the result is best read. What is cut or very long stays text. */
export const resultText = (item: Pick<ToolItem, 'use' | 'server' | 'tool' | 'output' | 'outputBytes'>): ResultText => {
  const { output } = item;
  const text = output.trim();
  if (text === '' || output.length > RICH_MAX_CHARS || item.outputBytes > output.length * 4) return { kind: 'text', text: output };
  if (/^[[{]/.test(text)) {
    const value = parsed(text);
    if (typeof value === 'object' && value !== null) return { kind: 'json', text: JSON.stringify(value, null, 2) };
  }
  return !verbatim.has(toolUse(item)) && markdownMarks.test(text) ? { kind: 'markdown', text } : { kind: 'text', text: output };
};

const hintNames = ['query', 'q', 'pattern', 'url', 'path', 'file', 'file_path', 'name', 'title', 'command', 'prompt', 'id'];

/** What a call is about, in a few words: of its arguments the one that tells most. */
export const argumentHint = (input: string): string => {
  const fields = argumentFields(input) ?? [];
  const told = hintNames.flatMap((name) => fields.filter((field) => field.name === name))[0] ?? fields.find(({ long }) => !long);
  if (told !== undefined) return told.value.split('\n', 1)[0]?.slice(0, LONG_CHARS) ?? '';
  return /"(?:path|file|file_path|query|q|pattern|url|name|title|command)"\s*:\s*"((?:[^"\\]|\\.){1,120})/.exec(input)?.[1] ?? '';
};
