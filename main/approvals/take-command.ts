/**
 * A simple command with its wrappers: what `env`, `timeout`, `bash -c` and the like would start is what counts. A wrapper
 * whose options are not known for certain makes the text unknown. Pure.
 */
import { isAbsolute, resolve } from 'node:path';
import type { CommandPart, PartWord, Reading } from './command-parts.ts';
import { isHarmlessVariable } from './shell-variables.ts';

export interface TakeMeans {
  /** Whether something is put into its standard input by a redirection. */
  readonly hasInput: boolean;
  /** Reads a shell text that a shell would be given. */
  readonly readText: (reading: Reading, text: string) => void;
}

const FOLDERS_MAX = 16;
const echo: PartWord = { text: 'echo', value: 'echo' };

const unknown = (reading: Reading, why: string): void => {
  if (!reading.unknown.includes(why)) reading.unknown.push(why);
};

/** Options of a wrapper: those that stand alone, those that take the next word, and how many words come before the command. */
interface Wrapper {
  readonly flags: RegExp;
  readonly valued?: RegExp;
  /** Words of its own before the command, such as the seconds of `timeout`. */
  readonly own?: number;
}

const wrappers: Readonly<Record<string, Wrapper>> = {
  nohup: { flags: /^$/ },
  nice: { flags: /^(?:-\d+|-n-?\d+|--adjustment=-?\d+)$/, valued: /^(?:-n|--adjustment)$/ },
  ionice: { flags: /^(?:-t|-c\d|-n\d)$/, valued: /^-[cn]$/ },
  timeout: {
    flags: /^(?:-v|--verbose|--foreground|--preserve-status|-k\S+|-s\S+|--kill-after=\S+|--signal=\S+)$/,
    valued: /^(?:-k|-s|--kill-after|--signal)$/,
    own: 1,
  },
  time: { flags: /^(?:-p|-v|--portability|--verbose)$/ },
  stdbuf: { flags: /^(?:-[ioe]\S+|--(?:input|output|error)=\S+)$/, valued: /^-[ioe]$/ },
  setsid: { flags: /^(?:-w|-f|-c|--wait|--fork|--ctty)$/ },
  command: { flags: /^-p$/ },
  builtin: { flags: /^$/ },
  exec: { flags: /^-[cl]+$/, valued: /^-a$/ },
};

/** How the words after a wrapper's own are reached; null when an option is not known. */
const afterOptions = (words: readonly PartWord[], wrapper: Wrapper): readonly PartWord[] | null => {
  let at = 1;
  for (; at < words.length; at += 1) {
    const value = words[at]?.value ?? null;
    if (value === null) return null;
    if (value === '--') {
      at += 1;
      break;
    }
    if (!value.startsWith('-') || value === '-') break;
    if (wrapper.valued?.test(value) === true) at += 1;
    else if (!wrapper.flags.test(value)) return null;
  }
  const own = wrapper.own ?? 0;
  if (words.slice(at, at + own).some(({ value }) => value === null)) return null;
  return words.slice(at + own);
};

/** `env [-i] [-u NAME] [NAME=VALUE…] COMMAND`. */
const afterEnv = (reading: Reading, words: readonly PartWord[]): readonly PartWord[] | null => {
  const rest = afterOptions(words, { flags: /^(?:-i|-|--ignore-environment|-u\w+|--unset=\w+)$/, valued: /^(?:-u|--unset)$/ });
  if (rest === null) return null;
  const first = rest.findIndex(({ value }) => value === null || !/^[^=]+=/.test(value));
  for (const { value } of first < 0 ? rest : rest.slice(0, first)) {
    const name = value?.split('=')[0] ?? '';
    if (!isHarmlessVariable(name)) unknown(reading, `it sets ${name}`);
  }
  return first < 0 ? [] : rest.slice(first);
};

const shells = /^(?:ba|da|z|k|a)?sh$/;

/** `bash -lc TEXT [NAME [ARGUMENT…]]`: the text is read; a script file stays the command that it is. */
const takeShell = (reading: Reading, words: readonly PartWord[], means: TakeMeans): 'taken' | 'plain' => {
  let runsText = false;
  let at = 1;
  for (; at < words.length; at += 1) {
    const value = words[at]?.value ?? null;
    if (value === null) {
      unknown(reading, `what ${words[0]?.text ?? 'a shell'} is given is known only when it runs`);
      return 'plain';
    }
    if (!/^[-+]/.test(value)) break;
    const isKnown = /^-[celuxfn]+$/.test(value) || /^--(?:login|norc|noprofile|posix)$/.test(value);
    if (!isKnown) {
      unknown(reading, `an option of ${words[0]?.text ?? 'a shell'} is not known here`);
      return 'plain';
    }
    if (/^-[a-z]*c/.test(value)) runsText = true;
  }
  const text = words[at];
  if (!runsText) {
    // A shell without a script reads commands from its input: whatever that will be.
    if (text === undefined || means.hasInput) unknown(reading, `${words[0]?.text ?? 'a shell'} runs what it reads`);
    return 'plain';
  }
  if (text?.value === null || text === undefined) {
    unknown(reading, `what ${words[0]?.text ?? 'a shell'} runs is known only when it runs`);
    return 'plain';
  }
  means.readText(reading, text.value);
  return 'taken';
};

/** `xargs [options] COMMAND`: words of unknown number and content follow. Without a command it is `echo`. */
const afterXargs = (words: readonly PartWord[]): readonly PartWord[] | null => {
  const inner = afterOptions(words, {
    flags: /^(?:-0|-r|-t|-x|--null|--no-run-if-empty|--verbose|-[nLPsd]\S+|-I\{\}|--(?:max-args|max-procs|max-lines|delimiter)=\S+)$/,
    valued: /^(?:-[nLPsdI]|--(?:max-args|max-procs|delimiter))$/,
  });
  const at = words.findIndex(({ value }) => value === '-I');
  if (inner === null || (at >= 0 && words[at + 1]?.value !== '{}')) return null;
  // With -I the braces become whatever was read.
  return inner.map((word) => (word.value?.includes('{}') === true ? { ...word, value: null } : word));
};

/** What `find` starts for the files that it finds. */
const findCommands = (words: readonly PartWord[]): readonly (readonly PartWord[])[] => {
  const found: PartWord[][] = [];
  words.forEach(({ value }, index) => {
    if (value === null || !/^-(?:exec|execdir|ok|okdir)$/.test(value)) return;
    const rest = words.slice(index + 1);
    const end = rest.findIndex((word) => word.value === ';' || word.value === '+');
    found.push(rest.slice(0, end < 0 ? undefined : end));
  });
  return found;
};

/** `cd` moves what follows, or it fails and moves nothing: both are reckoned with. */
const changeFolder = (reading: Reading, words: readonly PartWord[]): void => {
  const [target, ...more] = words.slice(1).filter(({ value }) => value !== '--' && value !== '-P' && value !== '-L');
  const path = target?.value ?? null;
  const before = reading.folders;
  const unclear = path === null || path === '' || path.startsWith('-') || more.length > 0 || reading.loops > 0;
  if (unclear || before === null || (before.length > FOLDERS_MAX && !isAbsolute(path))) {
    reading.folders = null;
    if (reading.loops > 0) unknown(reading, 'it changes the folder in a loop');
    return;
  }
  reading.folders = [...new Set([...before, ...before.map((folder) => resolve(folder, path))])];
};

const put = (reading: Reading, words: readonly PartWord[], how: { open?: boolean; watchedOnly?: boolean } = {}): void => {
  if (words.length === 0) return;
  reading.commands.push({ words, folders: reading.folders, open: how.open ?? false, watchedOnly: how.watchedOnly ?? false });
};

/** Marks every command that the work finds. */
const takeWith = (reading: Reading, mark: Partial<CommandPart>, work: () => void): void => {
  const first = reading.commands.length;
  work();
  reading.commands.splice(first, Infinity, ...reading.commands.slice(first).map((part) => ({ ...part, ...mark })));
};

/** Runs another command with other rights: it needs a rule of its own, and what it runs is watched. */
const takeElevated = (reading: Reading, words: readonly PartWord[], means: TakeMeans): void => {
  put(reading, words);
  const inner = afterOptions(words, { flags: /^-[nEHkSs]+$/, valued: /^-[ugp]$/ });
  if (inner === null) return unknown(reading, `an option of ${words[0]?.text ?? 'it'} is not known here`);
  takeWith(reading, { watchedOnly: true }, () => takeCommand(reading, inner, means));
};

const takeWrapped = (reading: Reading, inner: readonly PartWord[] | null, name: string, means: TakeMeans): void => {
  if (inner === null) return unknown(reading, `an option of ${name} is not known here`);
  takeCommand(reading, inner, means);
};

/** Gives its words to the shell once more. */
const takeEval = (reading: Reading, words: readonly PartWord[], means: TakeMeans): void => {
  const values = words.slice(1).map(({ value }) => value);
  if (values.includes(null)) return unknown(reading, 'what eval runs is known only when it runs');
  means.readText(reading, values.join(' '));
};

const takeFind = (reading: Reading, words: readonly PartWord[], means: TakeMeans): void => {
  put(reading, words);
  for (const inner of findCommands(words)) {
    const first = reading.commands.length;
    // The names that find puts in are words like any other; `{}` stands for them.
    takeCommand(
      reading,
      inner.map((word) => (word.value?.includes('{}') === true ? { ...word, value: null } : word)),
      means,
    );
    if (first === reading.commands.length && reading.unknown.length === 0) unknown(reading, 'find runs something that cannot be told');
  }
};

export const takeCommand = (reading: Reading, words: readonly PartWord[], means: TakeMeans): void => {
  const [head] = words;
  if (head === undefined) return;
  if (head.value === null || head.value === '') return unknown(reading, `“${head.text}” is known only when it runs`);
  const name = head.value.replace(/^\/(?:usr\/)?bin\//, '');
  const wrapper = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined;
  if (name === 'command' && /^-[vV]+$/.test(words[1]?.value ?? '')) return put(reading, words);
  if (wrapper !== undefined) return takeWrapped(reading, afterOptions(words, wrapper), name, means);
  if (shells.test(name)) return takeShell(reading, words, means) === 'plain' ? put(reading, words) : undefined;
  switch (name) {
    case 'env': {
      const inner = afterEnv(reading, words);
      // By itself it shows the environment, keys and all.
      return inner?.length === 0 ? put(reading, words) : takeWrapped(reading, inner, name, means);
    }
    case 'xargs': {
      const inner = afterXargs(words);
      return takeWith(reading, { open: true }, () => takeWrapped(reading, inner?.length === 0 ? [echo] : inner, name, means));
    }
    case 'sudo':
    case 'doas':
      return takeElevated(reading, words, means);
    case 'eval':
      return takeEval(reading, words, means);
    case 'find':
      return takeFind(reading, words, means);
    case 'cd':
      return changeFolder(reading, words);
    case 'pushd':
    case 'popd':
      reading.folders = null;
      return put(reading, words);
    default:
      return put(reading, words);
  }
};
