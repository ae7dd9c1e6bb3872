/** What a command line says to a person, and what it is for. A guess from its words, good enough for a summary. */

export type CommandPurpose = 'read' | 'search' | 'run';

const shellWrapper = /^(?:\/usr)?(?:\/bin\/)?(?:env\s+)?(?:bash|sh|zsh|dash)\s+-(?:l?c|cl)\s+([\s\S]+)$/;

const unquoted = (text: string): string => {
  const quote = text[0];
  if (text.length < 2 || (quote !== "'" && quote !== '"') || text.at(-1) !== quote) return text;
  const inner = text.slice(1, -1);
  return quote === "'" ? inner.replaceAll(`'"'"'`, "'").replaceAll(`'\\''`, "'") : inner.replace(/\\(["\\$`])/g, '$1');
};

/** The command as one would type it: agents often wrap it in `bash -lc '…'`. */
export const plainCommand = (command: string): string => {
  const inner = shellWrapper.exec(command.trim())?.[1];
  return inner === undefined ? command.trim() : unquoted(inner.trim()).trim();
};

/** First line of a command, for places that have one line. */
export const commandLine = (command: string): string => {
  const [first = '', ...more] = plainCommand(command).split('\n');
  return more.length === 0 ? first : `${first} …`;
};

const readers = new Set(['cat', 'head', 'tail', 'less', 'more', 'nl', 'bat', 'wc', 'stat', 'file']);
const searchers = new Set(['rg', 'grep', 'egrep', 'fgrep', 'ag', 'find', 'fd', 'ls', 'tree', 'dir']);
const silent = new Set(['cd', 'pwd', 'true', 'echo', 'printf', 'sort', 'uniq', 'cut', 'tr', 'xargs', 'awk', 'set']);
const gitReads = new Set(['show', 'diff', 'log', 'status', 'blame', 'ls-files', 'grep', 'rev-parse']);

const purposeOfPart = (part: string): CommandPurpose | null => {
  const [program = '', first = ''] = part.trim().split(/\s+/);
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (name === '' || silent.has(name)) return null;
  if (readers.has(name) || (name === 'sed' && first === '-n')) return 'read';
  if (searchers.has(name)) return 'search';
  if (name === 'git' && gitReads.has(first)) return first === 'grep' || first === 'ls-files' ? 'search' : 'read';
  return 'run';
};

/** Whether a command only reads a file, only searches, or does more than that. Writing to a file counts as more. */
export const commandPurpose = (command: string): CommandPurpose => {
  const plain = plainCommand(command);
  if (/(?:^|[^0-9&>])>{1,2}(?!\s*(?:\/dev\/null|&))/.test(plain.replace(/'[^']*'|"[^"]*"/g, ''))) return 'run';
  const unquotedText = plain.replace(/'[^']*'|"[^"]*"/g, 'x');
  const purposes = unquotedText
    .split(/&&|\|\||[;|\n]/)
    .map(purposeOfPart)
    .filter((purpose) => purpose !== null);
  if (purposes.length === 0 || purposes.includes('run')) return 'run';
  return purposes[0] ?? 'run';
};
