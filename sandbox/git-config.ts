/**
 * A reader of git's configuration files, for two questions only: does a file make git run something, and where do its
 * hooks lie. It never runs git, as git obeys what it reads.
 */

export interface ConfigEntry {
  /** `section.name` or `section.subsection.name`; section and name in lower case. */
  readonly key: string;
  /** `section.name` alone, as the meaning does not hang on the subsection. */
  readonly family: string;
  readonly value: string;
}

const unquoted = (text: string): string => {
  let value = '';
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] as string;
    if (character === '\\') {
      index += 1;
      value += { n: '\n', t: '\t', b: '\b' }[text[index] ?? ''] ?? text[index] ?? '';
    } else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '#' || character === ';')) break;
    else value += character;
  }
  return value.trim();
};

/** All entries, or null when the text is not what git would accept: such a file is not to be trusted with anything. */
export const parseGitConfig = (text: string): readonly ConfigEntry[] | null => {
  const entries: ConfigEntry[] = [];
  let section = '';
  let subsection = '';
  for (const line of text
    .replace(/^\ufeff/, '')
    .replace(/\\\r?\n/g, '')
    .split(/\r?\n/)) {
    let rest = line.trim();
    const header = /^\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(rest);
    if (header) {
      section = (header[1] as string).toLowerCase();
      subsection = header[2]?.replace(/\\(.)/g, '$1') ?? '';
      rest = rest.slice(header[0].length).trim();
    }
    if (rest === '' || rest.startsWith('#') || rest.startsWith(';')) continue;
    const entry = /^([a-z][a-z0-9-]*)\s*(?:=\s*([\s\S]*))?$/i.exec(rest);
    if (!entry || section === '') return null;
    const name = (entry[1] as string).toLowerCase();
    entries.push({
      key: [section, subsection, name].filter(Boolean).join('.'),
      family: `${section.split('.')[0]}.${name}`,
      value: entry[2] === undefined ? 'true' : unquoted(entry[2]),
    });
  }
  return entries;
};

/** Families that never make git run a program or read a file elsewhere. What is not listed is taken to do so. */
const harmless = new RegExp(
  `^(${[
    'core\\.(repositoryformatversion|filemode|bare|logallrefupdates|symlinks|ignorecase|precomposeunicode|autocrlf|eol|safecrlf|abbrev|quotepath)',
    'core\\.(compression|loosecompression|bigfilethreshold|untrackedcache|splitindex|preloadindex|protecthfs|protectntfs|longpaths|sparsecheckout.*)',
    'remote\\.(url|pushurl|fetch|push|prune|prunetags|tagopt|promisor|partialclonefilter|mirror|skipdefaultupdate)',
    'branch\\.(remote|merge|rebase|pushremote|description|autosetup.*|vscode-merge-base|github-pr-.*)',
    'user\\.(name|email|useconfigonly)|author\\.\\w+|committer\\.\\w+|init\\.defaultbranch|submodule\\.(url|active|branch|shallow|path)',
    '(pull|push|fetch|gc|maintenance|color|advice|index|feature|rerere|rebase|pack|transfer|log|status|column|grep|lfs)\\.(?!.*(cmd|command|program)).*',
    'extensions\\.(objectformat|refstorage|partialclone|noop|preciousobjects)|merge\\.(ff|conflictstyle|log|renames|stat)|diff\\.(algorithm|renames)',
  ].join('|')})$`,
);

const runsOverTransport = (value: string): boolean => /^(ext|fd)::/i.test(value) || value.startsWith('-');

/** Whether the value of an otherwise dangerous key switches the thing off or to git's own. */
const isPlainSwitch = (value: string): boolean => /^(true|false|yes|no|on|off|0|1)$/i.test(value);

const isHarmless = (entry: ConfigEntry): boolean => {
  if (entry.family === 'core.fsmonitor') return isPlainSwitch(entry.value);
  if (/^(remote|submodule)\.(url|pushurl)$/.test(entry.family)) return !runsOverTransport(entry.value);
  return harmless.test(entry.family);
};

/** Keys that make git run something or look elsewhere; `?` when the file cannot be read as configuration. */
export const dangerousKeys = (text: string): readonly string[] => {
  const entries = parseGitConfig(text);
  if (entries === null) return ['?'];
  return entries.filter((entry) => !isHarmless(entry)).map(({ key }) => key);
};

/** The last value of a key; null when it is not set or the text is no configuration. */
export const configValue = (text: string | null, key: string): string | null =>
  parseGitConfig(text ?? '')?.findLast((entry) => entry.key === key)?.value ?? null;
