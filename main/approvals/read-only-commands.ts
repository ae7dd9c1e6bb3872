/**
 * Commands that only read, with the options that keep them so. Judged word by word: a word whose value is not known, an
 * option that is not listed as harmless where a program has harmful ones, or a program that is not here at all means no.
 * Pure; paths are looked at by the caller.
 */
import type { CommandPart } from './command-parts.ts';
import { readOnlyGit } from './read-only-git.ts';

export interface ReadOnlyUse {
  /** Words that may be paths of what is read. */
  readonly paths: readonly string[];
  /** Git runs what the configuration of the repository names, so the repository must be the one that is meant. */
  readonly git: boolean;
}

interface Reader {
  /** Options that write, run something, or follow links out; matched on each word that begins with a dash. */
  readonly never?: RegExp;
  /** What all words have to be. */
  readonly only?: (args: readonly string[]) => boolean;
  /** Its words are no paths. */
  readonly pathless?: true;
}

const anything: Reader = {};
const pathless: Reader = { pathless: true };

/** Without `w`, `e`, `r` or `s///e`: addresses, `p`, `=`, `q` and nothing else. */
const SED_SCRIPT = /^(?:\d+|\$|\/[^/\\]*\/)?(?:,(?:\d+|\$|\+\d+|\/[^/\\]*\/))?\s*[p=q]$/;
const sedArguments = (args: readonly string[]): boolean => {
  const options = args.filter((arg) => arg.startsWith('-') && arg !== '-');
  const scripts = args.filter((arg) => !arg.startsWith('-'));
  return options.every((arg) => /^-(?:n|E|r|s)$/.test(arg)) && options.includes('-n') && SED_SCRIPT.test(scripts[0] ?? '');
};

const FIND_TESTS =
  /^-(?:name|iname|path|ipath|type|maxdepth|mindepth|size|mtime|mmin|newer|empty|not|o|a|and|or|print|print0|prune|regex|iregex|user|group|perm|depth|xdev|true|false|links|inum)$/;
const findArguments = (args: readonly string[]): boolean =>
  args.every((arg) => !arg.startsWith('-') || FIND_TESTS.test(arg) || /^-\d+$/.test(arg));

/** `%` formats of `date`; anything else may set the clock. */
const dateArguments = (args: readonly string[]): boolean =>
  args.every((arg) => /^(?:\+.*|-u|-R|-I\w*|--utc|--iso-8601(?:=\w+)?)$/.test(arg));
/** Text that a test would evaluate: subscripts and what another command prints. */
const plainTest = (args: readonly string[]): boolean =>
  args.every((arg) => !/[$`[]/.test(arg) || arg === '[' || arg === ']') && !args.includes('-v');

const readers: Readonly<Record<string, Reader>> = {
  '[': { only: plainTest },
  ':': pathless,
  basename: pathless,
  cat: anything,
  cmp: anything,
  column: anything,
  comm: anything,
  command: { pathless: true, only: (args) => args.length > 0 && /^-[vV]+$/.test(args[0] ?? '') },
  cut: anything,
  date: { pathless: true, only: dateArguments },
  df: anything,
  diff: { never: /^--(?:output|to-file|from-file)/ },
  dirname: pathless,
  du: { never: /^(?:-\w*L|--dereference$|--files0-from)/ },
  echo: pathless,
  exit: pathless,
  expr: pathless,
  false: pathless,
  file: { never: /^(?:-\w*[CmfLz]|--(?:compile|magic-file|files-from|dereference|uncompress))/ },
  find: { only: findArguments },
  fold: anything,
  grep: { never: /^(?:-\w*[Rf]|--(?:dereference-recursive|file))/ },
  egrep: { never: /^(?:-\w*[Rf]|--(?:dereference-recursive|file))/ },
  fgrep: { never: /^(?:-\w*[Rf]|--(?:dereference-recursive|file))/ },
  head: anything,
  hostname: { pathless: true, only: (args) => args.length === 0 },
  id: pathless,
  jq: {
    never: /^(?:-\w*[fL]|--(?:from-file|slurpfile|rawfile|argfile))/,
    only: (args) => !args.some((arg) => /\b(?:env|input_filename|import|include)\b|\$ENV/.test(arg)),
  },
  ls: anything,
  md5sum: { never: /^(?:-\w*c|--check)/ },
  nl: anything,
  od: anything,
  paste: anything,
  printf: { pathless: true, only: (args) => !(args[0] ?? '').startsWith('-') && args.every((arg) => !/[$`]/.test(arg)) },
  pwd: pathless,
  readlink: anything,
  realpath: anything,
  rev: anything,
  rg: { never: /^(?:-\w*[fLz]|--(?:pre|pre-glob|hostname-bin|search-zip|follow|file|ignore-file))/ },
  sed: { only: sedArguments },
  seq: pathless,
  set: {
    pathless: true,
    only: (args) => args.every((arg) => /^(?:[-+][eux]+|[-+][eux]*o|pipefail|errexit|nounset)$/.test(arg)) && args.length > 0,
  },
  sha1sum: { never: /^(?:-\w*c|--check)/ },
  sha256sum: { never: /^(?:-\w*c|--check)/ },
  sleep: pathless,
  sort: { never: /^(?:-\w*[oTS]|--(?:output|temporary-directory|compress-program|files0-from|buffer-size))/ },
  stat: anything,
  strings: anything,
  tac: anything,
  tail: anything,
  test: { only: plainTest },
  tr: pathless,
  tree: { never: /^(?:-\w*[olR]|--(?:output|fromfile))/ },
  true: pathless,
  type: pathless,
  uname: pathless,
  // A second file is written.
  uniq: { only: (args) => args.filter((arg) => !arg.startsWith('-')).length < 2 },
  wc: { never: /^--files0-from/ },
  which: pathless,
  whoami: pathless,
};

/** Options that carry a path in the same word count as paths too. */
const pathsIn = (args: readonly string[]): readonly string[] =>
  args.flatMap((arg) => {
    if (!arg.startsWith('-') || arg === '-') return arg === '-' ? [] : [arg];
    const after = /^--[\w-]+=(.*)$/s.exec(arg)?.[1] ?? (arg.includes('/') ? arg.slice(arg.indexOf('/')) : undefined);
    return after === undefined ? [] : [after];
  });

/** Null when the command is not known to only read. */
export const readOnlyUse = ({ words, open }: CommandPart): ReadOnlyUse | null => {
  const values = words.map(({ value }) => value);
  if (open || values.includes(null)) return null;
  const [head = '', ...args] = values as readonly string[];
  const name = head.replace(/^\/(?:usr\/)?bin\//, '');
  if (name === 'git') return readOnlyGit(args);
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (reader === undefined) return null;
  const { never, only } = reader;
  if (never !== undefined && args.some((arg) => never.test(arg))) return null;
  if (only !== undefined && !only(args)) return null;
  return { paths: reader.pathless === true ? [] : pathsIn(args), git: false };
};
