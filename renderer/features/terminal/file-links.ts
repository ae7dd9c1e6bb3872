/** Paths that a terminal shows: found in a line of text here, looked up by the core, opened by whoever can. */
import type { ILink, ILinkProvider, Terminal } from '@xterm/xterm';

export interface PathInLine {
  readonly path: string;
  readonly line: number | null;
  /** Where it stands in the text, with its line number. */
  readonly from: number;
  readonly to: number;
}

/** As compilers, tests and `grep -n` write them: `src/a.ts`, `./a.ts:12:3`, `/x/y.c(7)`, `File "a.py", line 3`. */
const pathPattern = /(?:(?:~|\.{1,2})?\/|[\w@+-][\w@.+-]*\/)[\w@.+/-]*[\w@+-]|\b[\w@+-][\w@.+-]*\.[a-z][a-z0-9]{0,8}\b/gi;
const placePattern = /^(?:"?, line (\d+)|:(\d+)(?::\d+)?|\((\d+)(?:,\s*\d+)?\))/;
/** Addresses are links of their own. */
const addressPattern = /\b[a-z][a-z0-9+.-]*:\/\/\S+/gi;
/** Looking up costs a call: lines full of words with dots are no lists of files. */
const MAX_PATHS_PER_LINE = 12;

export const pathsIn = (text: string): readonly PathInLine[] => {
  const found: PathInLine[] = [];
  const addresses = [...text.matchAll(addressPattern)].map(({ index, 0: whole }) => ({ from: index, to: index + whole.length }));
  for (const match of text.matchAll(pathPattern)) {
    if (addresses.some(({ from, to }) => match.index >= from && match.index < to)) continue;
    const place = placePattern.exec(text.slice(match.index + match[0].length));
    const line = place?.slice(1).find((part) => part !== undefined);
    const to = match.index + match[0].length + (place?.[0].length ?? 0);
    found.push({ path: match[0], line: line === undefined ? null : Number(line), from: match.index, to });
    if (found.length === MAX_PATHS_PER_LINE) break;
  }
  return found;
};

export interface FileLinkOptions {
  /** Whether such a file is there. */
  readonly exists: (path: string) => Promise<boolean>;
  readonly open: (path: string, line: number | null) => void;
}

/** The text of a whole line that may be wrapped over several, and the row it begins in (from 0). */
const wholeLine = (terminal: Terminal, row: number): { readonly text: string; readonly first: number } => {
  const buffer = terminal.buffer.active;
  let first = row;
  while (first > 0 && buffer.getLine(first)?.isWrapped === true) first -= 1;
  let text = buffer.getLine(first)?.translateToString(false) ?? '';
  for (let next = first + 1; buffer.getLine(next)?.isWrapped === true; next += 1)
    text += buffer.getLine(next)?.translateToString(false) ?? '';
  return { text, first };
};

export const fileLinks = (terminal: Terminal, { exists, open }: FileLinkOptions): ILinkProvider => ({
  provideLinks: (row, give) => {
    const { text, first } = wholeLine(terminal, row - 1);
    const paths = pathsIn(text);
    if (paths.length === 0) return give(undefined);
    const at = (offset: number) => ({ x: (offset % terminal.cols) + 1, y: first + Math.floor(offset / terminal.cols) + 1 });
    void Promise.all(paths.map(async (one) => ((await exists(one.path)) ? one : null))).then((known) => {
      const links = known.flatMap((one): ILink[] =>
        one === null
          ? []
          : [
              {
                text: text.slice(one.from, one.to),
                range: { start: at(one.from), end: at(one.to - 1) },
                activate: () => open(one.path, one.line),
              },
            ],
      );
      give(links.length === 0 ? undefined : links);
    });
  },
});
