/** Rules as text: what a person reads and edits, in settings, in an approval and on the command line. Pure. */
import { RuleMatch, type Verdict } from './rules.ts';

const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/** A word in shell quoting, as little as needed. */
export const quoted = (word: string): string => (PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`);

/** Words by the shell's quoting, without anything that a shell would put in; null when a quote is left open. */
export const splitWords = (text: string): readonly string[] | null => {
  const words: string[] = [];
  let word: string | null = null;
  const piece = /\s+|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)/gy;
  while (piece.lastIndex < text.length) {
    const found = piece.exec(text);
    if (found === null) return null;
    const [, single, double, escaped, plain] = found;
    const content: string | undefined = single ?? double?.replaceAll(/\\([$`"\\])/g, '$1') ?? escaped ?? plain;
    if (content !== undefined) word = (word ?? '') + content;
    else if (word !== null) {
      words.push(word);
      word = null;
    }
  }
  return word === null ? words : [...words, word];
};

export type RuleKind = RuleMatch['kind'];
export const ruleKinds: readonly RuleKind[] = ['command', 'path', 'host', 'tool'];

export const matchText = (match: RuleMatch): string => {
  switch (match.kind) {
    case 'command':
      return match.prefix.map(quoted).join(' ');
    case 'path':
      return match.glob;
    case 'host':
      return match.port === null ? match.host : `${match.host}:${match.port}`;
    case 'tool':
      return `${match.server ?? ''}/${match.tool ?? '*'}`;
  }
};

type ParsedMatch = { readonly match: RuleMatch } | { readonly problem: string };

const parseHost = (text: string): ParsedMatch => {
  const found = /^(\[[0-9a-f:.]+\]|[^\s/:[\]]+)(?::(\d{1,5}))?$/i.exec(text);
  const parsed = RuleMatch.safeParse({
    kind: 'host',
    host: found?.[1]?.toLowerCase() ?? '',
    port: found?.[2] === undefined ? null : Number(found[2]),
  });
  return parsed.success ? { match: parsed.data } : { problem: 'Write a host, or a host and a port: example.org:443.' };
};

/** The match that a text stands for, or a sentence on what is wrong with it. */
export const parseMatch = (kind: RuleKind, text: string): ParsedMatch => {
  const trimmed = text.trim();
  switch (kind) {
    case 'command': {
      const words = splitWords(trimmed);
      if (words === null) return { problem: 'A quote is not closed.' };
      const parsed = RuleMatch.safeParse({ kind, prefix: words });
      return parsed.success && words[0] !== '' ? { match: parsed.data } : { problem: 'Write at least the first word of the command.' };
    }
    case 'path':
      return trimmed === '' ? { problem: 'Write a path; * and ** stand for anything.' } : { match: { kind, glob: trimmed } };
    case 'host':
      return parseHost(trimmed);
    case 'tool': {
      const [server = '', ...rest] = trimmed.split('/');
      const tool = rest.join('/');
      if (tool === '') return { problem: 'Write SERVER/TOOL, or SERVER/* for all its tools.' };
      return { match: { kind, server: server === '' ? null : server, tool: tool === '*' ? null : tool } };
    }
  }
};

/** Programs that run whatever they are given: a rule on them alone is a rule on everything. */
const runsAnything: ReadonlySet<string> = new Set(
  (
    'bash sh zsh dash ksh fish env sudo doas su xargs eval exec source . ssh node deno bun python python3 perl ruby php lua awk gawk ' +
    'npx pnpx bunx uvx make docker podman nsenter unshare chroot strace gdb watch parallel find git npm pnpm yarn pip cargo go'
  ).split(' '),
);

/** What a person should know before a command is allowed by this; null when there is nothing to say. */
export const matchWarning = (match: RuleMatch, verdict: Verdict): string | null => {
  if (verdict !== 'allow') return null;
  if (match.kind === 'command' && match.prefix.length === 1 && runsAnything.has(match.prefix[0]?.split('/').at(-1) ?? ''))
    return `“${match.prefix[0]}” alone can run anything.`;
  if (match.kind === 'path' && /^(?:\/|~\/)?\*\*?(?:\/\*\*?)*$/.test(match.glob)) return 'This is every file.';
  if (match.kind === 'host' && match.host.replaceAll(/[*.]/g, '') === '') return 'This is every host.';
  return null;
};
