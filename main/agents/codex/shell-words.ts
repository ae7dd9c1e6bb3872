/** The command a person would have typed, out of what codex runs: `/bin/bash -lc 'npm test'`. */

const WRAPPER = /^(?:\S*\/)?(?:bash|zsh|sh|dash)(?:\.exe)? -l?c (.+)$/s;

/** One word in shell quoting; null when it is more than one word or not understood. */
const unquoted = (word: string): string | null => {
  let out = '';
  for (let at = 0; at < word.length;) {
    const char = word[at] as string;
    if (char === "'") {
      const end = word.indexOf("'", at + 1);
      if (end < 0) return null;
      out += word.slice(at + 1, end);
      at = end + 1;
    } else if (char === '"') {
      const match = /^"((?:[^"\\]|\\[\s\S])*)"/.exec(word.slice(at));
      if (match === null) return null;
      out += (match[1] ?? '').replace(/\\([\\"$`])/g, '$1');
      at += match[0].length;
    } else if (char === '\\') {
      out += word[at + 1] ?? '';
      at += 2;
    } else if (/\s/.test(char)) {
      return null;
    } else {
      out += char;
      at += 1;
    }
  }
  return out;
};

export const withoutShell = (command: string): string => {
  const word = WRAPPER.exec(command)?.[1];
  return (word === undefined ? null : unquoted(word)) ?? command;
};
