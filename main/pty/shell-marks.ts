/**
 * What programs tell their terminal besides text. A modern shell its folder (OSC 7), and where prompt, command and output begin
 * and how a command ended (OSC 133; VS Code's 633 says the same and adds the command's text). Any program what the user should be
 * notified of (OSC 9 as iTerm2 has it, 777 as rxvt has it).
 */
import type { IMarker, Terminal } from '@xterm/headless';
import type { ScreenEvent } from './screen-report.ts';
import type { MarksByLine } from './screen-text.ts';

/** More marks than this are not kept: the oldest go first. */
const MAX_MARKS = 2_000;
const MAX_TEXT_CHARS = 2_000;

interface Mark {
  readonly marker: IMarker;
  readonly text: string;
}

/** The folder of `file://host/path`; null when it is none. */
export const folderOfUrl = (text: string): string | null => {
  if (!text.startsWith('file://')) return null;
  const path = text.slice('file://'.length).replace(/^[^/]*/, '');
  try {
    return path === '' ? null : decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** VS Code's way to write a command's text: `\\` and `\xAB`. */
const unescaped = (text: string): string =>
  text.replace(/\\(\\|x([0-9a-f]{2}))/gi, (_, all: string, hex: string | undefined) =>
    hex === undefined ? all : String.fromCharCode(Number.parseInt(hex, 16)),
  );

/** The event that a mark means; null for those that only say where something stands. */
const eventOf = (mark: string, commandLine: string | null): ScreenEvent | null => {
  const [kind, ...rest] = mark.split(';');
  if (kind === 'C') {
    const told = rest.find((part) => part.startsWith('cmdline='));
    const text = commandLine ?? told?.slice('cmdline='.length) ?? null;
    return { kind: 'command-began', text: text === null ? null : text.slice(0, MAX_TEXT_CHARS) };
  }
  if (kind !== 'D') return null;
  const code = Number.parseInt(rest[0] ?? '', 10);
  return { kind: 'command-ended', exitCode: Number.isNaN(code) ? null : code };
};

/** What a notification says; null for what ConEmu means by OSC 9 with a number: progress and the like. */
export const noticeOfOsc = (code: 9 | 777, text: string): string | null => {
  if (code === 9) return /^\d+(;|$)/.test(text) ? null : text.slice(0, MAX_TEXT_CHARS);
  const [what, ...words] = text.split(';');
  return what === 'notify'
    ? words
        .filter((word) => word !== '')
        .join(': ')
        .slice(0, MAX_TEXT_CHARS)
    : null;
};

export const listenToShell = (terminal: Terminal, tell: (event: ScreenEvent) => void): { readonly byLine: () => MarksByLine } => {
  const marks: Mark[] = [];
  let commandLine: string | null = null;
  const take = (mark: string): void => {
    if (terminal.buffer.active.type === 'normal') {
      const marker = terminal.registerMarker(0);
      if (marker !== undefined) marks.push({ marker, text: mark });
      if (marks.length > MAX_MARKS) marks.shift()?.marker.dispose();
    }
    const event = eventOf(mark, commandLine);
    if (event === null) return;
    commandLine = null;
    tell(event);
  };
  terminal.parser.registerOscHandler(7, (text) => {
    const path = folderOfUrl(text);
    if (path !== null) tell({ kind: 'cwd', path });
    return true;
  });
  for (const code of [9, 777] as const) {
    terminal.parser.registerOscHandler(code, (words) => {
      const text = noticeOfOsc(code, words);
      if (text !== null) tell({ kind: 'notified', text });
      return true;
    });
  }
  terminal.parser.registerOscHandler(133, (text) => {
    take(text);
    return true;
  });
  terminal.parser.registerOscHandler(633, (text) => {
    if (text.startsWith('E;')) commandLine = unescaped(text.slice(2).split(';')[0] ?? '');
    else if (text.startsWith('P;Cwd=')) tell({ kind: 'cwd', path: unescaped(text.slice('P;Cwd='.length)) });
    else take(text);
    return true;
  });
  return {
    byLine: () => {
      const lines = new Map<number, string[]>();
      for (const { marker, text } of marks) {
        if (!marker.isDisposed && marker.line >= 0) lines.set(marker.line, [...(lines.get(marker.line) ?? []), text]);
      }
      return lines;
    },
  };
};
