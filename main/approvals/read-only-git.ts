/** Git commands that only read, with the options that keep them so. Every option has to be known. Pure. */
import type { ReadOnlyUse } from './read-only-commands.ts';

/** How output is chosen and laid out: common to what shows commits and differences. */
const SHOWING =
  '-\\d+|-n\\d*|-p|-u|-s|-z|-q|-M\\d*%?|-C\\d*%?|-D|-R|-w|-b|-a|-U\\d+|-S.+|-G.+|-L.+|--|' +
  '--(?:all|abbrev(?:-commit)?|author|branches|cached|cc|color(?:-words)?|combined-all-paths|date|decorate|diff-algorithm|diff-filter|dirstat|' +
  'exit-code|find-copies(?:-harder)?|find-renames|first-parent|follow|format|full-index|function-context|graph|grep|histogram|ignore-all-space|' +
  'ignore-blank-lines|ignore-case|ignore-space-at-eol|ignore-space-change|inter-hunk-context|left-right|max-count|merge-base|merges|minimal|' +
  'name-only|name-status|no-abbrev-commit|no-color|no-decorate|no-ext-diff|no-merges|no-patch|no-prefix|no-renames|no-textconv|not|numstat|' +
  'oneline|patch(?:-with-stat|-with-raw)?|patience|pickaxe-all|pickaxe-regex|pretty|quiet|raw|relative|relative-date|remotes|reverse|shortstat|' +
  'since|after|skip|staged|stat|submodule|summary|tags|text|topo-order|unified|until|before|word-diff(?:-regex)?|walk-reflogs|date-order)(?:=.*)?';

const commands: Readonly<Record<string, RegExp>> = {
  blame: new RegExp(`^(?:${SHOWING}|-[elfns]|--(?:porcelain|line-porcelain|incremental|show-email|show-name))$`, 's'),
  'cat-file': /^(?:-[tpes]|--)$/,
  describe: /^--(?:all|tags|long|always|abbrev(?:=\d+)?|match=.*|exact-match|first-parent|dirty(?:=.*)?)$/,
  diff: new RegExp(`^(?:${SHOWING})$`, 's'),
  log: new RegExp(`^(?:${SHOWING})$`, 's'),
  'ls-files':
    /^(?:-[cdmostuvz]+|--(?:cached|deleted|modified|others|stage|exclude-standard|full-name|error-unmatch|unmerged|directory)|--)$/,
  'ls-tree': /^(?:-[rdtlz]+|--(?:name-only|name-status|full-name|full-tree|long)|--)$/,
  'merge-base': /^(?:-a|--(?:all|is-ancestor|fork-point|octopus|independent))$/,
  'rev-list': new RegExp(`^(?:${SHOWING}|--(?:count|objects|parents|children))$`, 's'),
  'rev-parse':
    /^(?:-q|--(?:verify|quiet|short(?:=\d+)?|abbrev-ref|symbolic|symbolic-full-name|show-toplevel|show-prefix|show-cdup|git-dir|git-common-dir|is-inside-work-tree|is-inside-git-dir|is-bare-repository|all|branches|tags)|--)$/,
  shortlog: /^-[nse]+$/,
  show: new RegExp(`^(?:${SHOWING})$`, 's'),
  status:
    /^(?:-[sbuz]+|-u(?:no|normal|all)|--(?:short|branch|porcelain(?:=v?[12])?|long|ignored(?:=\w+)?|untracked-files(?:=\w+)?|no-renames|show-stash|column(?:=.*)?|ahead-behind|no-ahead-behind)|--)$/,
};

/** Listing only: a name would make a branch or a tag. */
const listings: Readonly<Record<string, RegExp>> = {
  branch: /^(?:-[avrl]+|-vv|--(?:all|remotes|list|show-current|verbose|no-color|no-column))$/,
  remote: /^-v$/,
  stash: /^list$/,
  tag: /^(?:-l|--list)$/,
  worktree: /^(?:list|--porcelain)$/,
};

const isSafeArgument = (command: string, arg: string): boolean => !arg.startsWith('-') || (commands[command]?.test(arg) ?? false);

/** `--no-pager` is the only word that may stand before the command: `-c`, `-C`, `--git-dir` and the like change what is run. */
export const readOnlyGit = (args: readonly string[]): ReadOnlyUse | null => {
  const [command = '', ...rest] = args[0] === '--no-pager' ? args.slice(1) : args;
  if (Object.hasOwn(listings, command)) {
    const listing = listings[command];
    const needsWord = command === 'stash' || command === 'worktree';
    return rest.every((arg) => listing?.test(arg)) && (!needsWord || rest[0] === 'list') ? { paths: [], git: true } : null;
  }
  if (!Object.hasOwn(commands, command)) return null;
  if (!rest.every((arg) => isSafeArgument(command, arg))) return null;
  // Words are revisions or paths of the repository. Only an address outside of it makes `diff` and `blame` read elsewhere.
  const paths = rest.filter((arg) => !arg.startsWith('-') && (arg.startsWith('/') || arg.startsWith('..') || arg.includes('/../')));
  return { paths, git: true };
};
