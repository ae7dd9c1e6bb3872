/**
 * Reading what Claude Code hands to the program named in CLAUDE_CODE_SHELL_PREFIX (seen with 2.1.330): one shell text. For a
 * command of the model it is
 *
 *     source SNAPSHOT … && eval 'THE COMMAND' < /dev/null && pwd -P >| /tmp/claude-1a2b-cwd
 *
 * for an MCP server its quoted words, for a hook the hook's own text. Pure.
 */

/** One word in shell quoting from `at`, with where it ends; null when it is not understood. */
const wordAt = (text: string, at: number): { readonly word: string; readonly end: number } | null => {
  let word = '';
  let place = at;
  while (place < text.length) {
    const char = text.charAt(place);
    if (/[\s<>|&;()]/.test(char)) break;
    if (char === "'") {
      const end = text.indexOf("'", place + 1);
      if (end < 0) return null;
      word += text.slice(place + 1, end);
      place = end + 1;
    } else if (char === '"') {
      const match = /^"((?:[^"\\]|\\[\s\S])*)"/.exec(text.slice(place));
      if (match === null) return null;
      word += (match[1] ?? '').replace(/\\([\\"$`])/g, '$1');
      place += match[0].length;
    } else if (char === '\\') {
      word += text.charAt(place + 1);
      place += 2;
    } else {
      word += char;
      place += 1;
    }
  }
  return place === at ? null : { word, end: place };
};

/** The words of a plain command; null when it is more than words. */
export const wordsOf = (text: string): readonly string[] | null => {
  const words: string[] = [];
  for (let at = 0; at < text.length;) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const found = wordAt(text, at);
    if (found === null) return null;
    words.push(found.word);
    at = found.end;
  }
  return words;
};

export interface WrappedCommand {
  /** As the model wrote it; null when it cannot be told. */
  readonly command: string | null;
  /** Where Claude Code wants to read the folder that the shell ended in. */
  readonly folderFile: string;
  /** The text with another file for that. */
  readonly withFolderFile: (path: string) => string;
}

const FOLDER_FILE = / && pwd -P >\| ('[^']+'|[^\s']+)$/;
/** The first one is Claude Code's own: the command is quoted behind it. */
const EVAL = ' && eval ';

/** Null when it is no command of the model: a hook, an MCP server. */
export const wrappedCommand = (text: string): WrappedCommand | null => {
  const tail = FOLDER_FILE.exec(text);
  if (tail === null) return null;
  const at = text.indexOf(EVAL);
  return {
    command: at < 0 ? null : (wordAt(text, at + EVAL.length)?.word ?? null),
    folderFile: (tail[1] ?? '').replace(/^'|'$/g, ''),
    withFolderFile: (path) => `${text.slice(0, tail.index)} && pwd -P >| '${path.replaceAll("'", `'\\''`)}'`,
  };
};
