/** The form of an MCP server: texts as a person types them, and the server that they mean. Pure. */
import { McpName, McpServer } from '#contract/mcp.ts';

export interface McpForm {
  readonly name: string;
  readonly kind: 'command' | 'address';
  /** Program and arguments as in a shell; quotes keep words together. */
  readonly command: string;
  readonly url: string;
  /** Lines `NAME=value` for a command, `Name: value` for an address. */
  readonly values: string;
  /** Names, one a line or separated by commas. */
  readonly secrets: string;
  readonly sandboxed: boolean;
  /** Ids of agents that do not get it. */
  readonly notFor: readonly string[];
}

export const emptyMcpForm: McpForm = {
  ...{ name: '', kind: 'command', command: '', url: '', values: '', secrets: '' },
  sandboxed: false,
  notFor: [],
};

/** A word in quotes where it would fall apart without. */
const quoted = (word: string): string => (word !== '' && /^[^\s"'\\]+$/.test(word) ? word : `"${word.replaceAll(/["\\]/g, '\\$&')}"`);

const WORD = /"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:[^\s"'\\]|\\.)+)/g;

/** Words of a command line; no variables, no pipes: this is no shell. Null when a quote is left open. */
export const wordsOf = (line: string): readonly string[] | null => {
  const words: string[] = [];
  let end = 0;
  let isJoined = false;
  for (const match of line.matchAll(WORD)) {
    const between = line.slice(end, match.index);
    if (between.trim() !== '') return null;
    isJoined = end > 0 && between === '';
    const [, double, single, plain] = match;
    const word = single ?? (double ?? plain ?? '').replaceAll(/\\(.)/g, '$1');
    if (isJoined) words.push((words.pop() ?? '') + word);
    else words.push(word);
    end = match.index + match[0].length;
  }
  return line.slice(end).trim() === '' ? words : null;
};

export const formOf = (name: string, server: McpServer): McpForm => {
  const notFor = server.notFor ?? [];
  const secrets = server.secrets.join('\n');
  if ('url' in server) {
    const values = Object.entries(server.headers).map(([header, value]) => `${header}: ${value}`);
    return { ...emptyMcpForm, name, kind: 'address', url: server.url, values: values.join('\n'), secrets, notFor };
  }
  const values = Object.entries(server.env).map(([variable, value]) => `${variable}=${value}`);
  const command = [server.command, ...server.args].map(quoted).join(' ');
  return { ...emptyMcpForm, name, kind: 'command', command, values: values.join('\n'), secrets, sandboxed: server.sandboxed, notFor };
};

export type McpProblems = Partial<Record<keyof McpForm, string>>;

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Null when a line has no separator. */
const pairsOf = (text: string, separator: string): Readonly<Record<string, string>> | null => {
  const pairs = linesOf(text).map((line) => [line.indexOf(separator), line] as const);
  if (pairs.some(([at]) => at <= 0)) return null;
  return Object.fromEntries(pairs.map(([at, line]) => [line.slice(0, at).trim(), line.slice(at + 1).trim()]));
};

const fieldsByPath: Readonly<Record<string, keyof McpForm>> = {
  env: 'values',
  headers: 'values',
  secrets: 'secrets',
  url: 'url',
  command: 'command',
  args: 'command',
};

export const readMcpForm = (form: McpForm, enabled: boolean): { readonly server: McpServer } | { readonly problems: McpProblems } => {
  const { name, kind } = form;
  const words = wordsOf(form.command);
  const values = pairsOf(form.values, kind === 'command' ? '=' : ':');
  const problems: McpProblems = {
    ...(McpName.safeParse(name).success ? {} : { name: 'Letters, digits, - and _, at most 40.' }),
    ...(kind === 'command' && (words === null || words.length === 0)
      ? { command: words === null ? 'A quote is left open.' : 'Which program?' }
      : {}),
    ...(values === null ? { values: kind === 'command' ? 'One NAME=value a line.' : 'One Name: value a line.' } : {}),
  };
  if (Object.keys(problems).length > 0) return { problems };
  const secrets = form.secrets.split(/[\s,]+/).filter((secret) => secret !== '');
  const [command = '', ...args] = words ?? [];
  const left = form.notFor.length === 0 ? {} : { notFor: [...form.notFor] };
  const found = McpServer.safeParse(
    kind === 'command'
      ? { command, args, env: values, secrets, sandboxed: form.sandboxed, enabled, ...left }
      : { url: form.url.trim(), headers: values, secrets, enabled, ...left },
  );
  if (found.success) return { server: found.data };
  const wrongNames = kind === 'command' ? 'Names of variables: letters, digits and _.' : 'Names of headers: letters, digits and -.';
  const texts: McpProblems = {
    url: 'It begins with https:// or http://.',
    values: wrongNames,
    secrets: wrongNames,
    command: 'This is too long.',
  };
  const paths = found.error.issues.flatMap((issue) => (issue.code === 'invalid_union' ? issue.errors.flat() : [issue]));
  const fields = new Set(paths.map(({ path }) => fieldsByPath[String(path[0])]).filter((field) => field !== undefined));
  const known = [...fields].filter((field) => (kind === 'command' ? field !== 'url' : field !== 'command'));
  return { problems: Object.fromEntries(known.map((field) => [field, texts[field] ?? 'This does not fit.'])) };
};
