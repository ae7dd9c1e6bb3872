/** Whether a rule speaks of an action. Pure. */
import { isAbsolute, join, relative, sep } from 'node:path';
import type { RuleMatch } from '#contract/rules.ts';
import type { CommandPart } from './command-parts.ts';

type CommandMatch = Extract<RuleMatch, { kind: 'command' }>;

/** For leave: the words themselves, from the first one on. Never by a likeness. */
export const allowsCommand = ({ prefix }: CommandMatch, { words }: CommandPart): boolean =>
  prefix.length <= words.length && prefix.every((word, index) => words[index]?.value === word);

const programOf = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;

/**
 * For a restriction: also by another path to the program, and with options between its words (`git -C x push`). `maybe`
 * where a word that only running tells could be the one.
 */
export const restrictsCommand = ({ prefix }: CommandMatch, { words, open }: CommandPart): 'yes' | 'maybe' | 'no' => {
  const [head = '', ...rest] = prefix;
  const program = words[0]?.value ?? '';
  if (program !== head && programOf(program) !== head) return 'no';
  let at = 1;
  for (const wanted of rest) {
    // Options of the program, each with at most one value of its own.
    let value = words[at]?.value;
    while (value !== wanted && typeof value === 'string' && value.startsWith('-') && at < words.length) {
      at += words[at + 1]?.value !== wanted && words[at + 2]?.value === wanted ? 2 : 1;
      value = words[at]?.value;
    }
    if (value === null) return 'maybe';
    if (value === undefined) return open ? 'maybe' : 'no';
    if (value !== wanted) return 'no';
    at += 1;
  }
  return 'yes';
};

/** `*` within a folder, `**` over folders, `?` one character; all else is itself. */
const globPattern = (glob: string): RegExp => {
  const source = glob.replaceAll(/\*\*\/|\*\*|\*|\?|[^*?]+/g, (piece) => {
    if (piece === '**/') return '(?:[^/]+/)*';
    if (piece === '**') return '.*';
    if (piece === '*') return '[^/]*';
    return piece === '?' ? '[^/]' : piece.replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`);
  });
  return new RegExp(`^${source}$`, 's');
};

export interface PathPlace {
  /** The thread's folder: what relative globs are relative to. */
  readonly worktree: string;
  readonly home: string;
}

const slashed = (path: string): string => (sep === '\\' ? path.replaceAll('\\', '/') : path);

export const matchesPath = (glob: string, path: string, { worktree, home }: PathPlace): boolean => {
  const whole = glob.startsWith('~/') ? join(home, glob.slice(2)) : glob;
  if (isAbsolute(whole)) return globPattern(slashed(whole)).test(slashed(path));
  const inside = relative(worktree, path);
  return !inside.startsWith('..') && !isAbsolute(inside) && globPattern(slashed(whole)).test(slashed(inside));
};

const plainHost = (host: string): string => host.toLowerCase().replace(/\.$/, '');

export const matchesHost = (match: Extract<RuleMatch, { kind: 'host' }>, host: string, port: number | null): boolean => {
  if (match.port !== null && match.port !== port) return false;
  const [wanted, asked] = [plainHost(match.host), plainHost(host)];
  return wanted.startsWith('*.') ? asked.endsWith(wanted.slice(1)) : wanted === asked;
};

export const matchesTool = (match: Extract<RuleMatch, { kind: 'tool' }>, server: string | null, tool: string): boolean =>
  match.server === server && (match.tool === null || match.tool === tool);
