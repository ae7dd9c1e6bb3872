/** Where commands began and how they ended, as the shell tells (OSC 133): for moving between them, and for the last output. */
import type { IMarker, Terminal } from '@xterm/xterm';

interface Command {
  readonly prompt: IMarker;
  /** Where its output begins; null until it was started. */
  output: IMarker | null;
  end: IMarker | null;
  exitCode: number | null;
}

const MAX_COMMANDS = 1_000;

export interface CommandMarks {
  /** Scrolls to the command before or after the one at the top. False when there is none. */
  readonly scrollToCommand: (direction: -1 | 1) => boolean;
  /** The output of the last command that has ended; null where the shell does not tell. */
  readonly lastOutput: () => string | null;
}

const textBetween = (terminal: Terminal, from: number, to: number): string => {
  const lines: string[] = [];
  for (let row = from; row < to; row += 1) {
    const line = terminal.buffer.normal.getLine(row);
    const text = line?.translateToString(true) ?? '';
    if (line?.isWrapped === true && lines.length > 0) lines[lines.length - 1] += text;
    else lines.push(text);
  }
  return lines.join('\n').trimEnd();
};

/** Colours a thin mark beside the prompt of a command that failed. */
const markFailure = (terminal: Terminal, marker: IMarker): void => {
  terminal.registerDecoration({ marker, x: 0, width: 1, layer: 'bottom' })?.onRender((element) => element.classList.add('terminal-failed'));
};

export const watchCommands = (terminal: Terminal): CommandMarks => {
  const commands: Command[] = [];
  const mark = (): IMarker | null => (terminal.buffer.active.type === 'normal' ? (terminal.registerMarker(0) ?? null) : null);
  const take = (text: string): boolean => {
    const [kind, code] = text.split(';');
    const last = commands.at(-1);
    if (kind === 'A') {
      const prompt = mark();
      if (prompt !== null) commands.push({ prompt, output: null, end: null, exitCode: null });
      if (commands.length > MAX_COMMANDS) commands.shift()?.prompt.dispose();
    } else if (kind === 'C' && last !== undefined) last.output = mark();
    else if (kind === 'D' && last !== undefined && last.output !== null) {
      last.end = mark();
      last.exitCode = Number.parseInt(code ?? '', 10) || 0;
      if (last.exitCode !== 0) markFailure(terminal, last.prompt);
    }
    return true;
  };
  terminal.parser.registerOscHandler(133, take);
  terminal.parser.registerOscHandler(633, take);
  return {
    scrollToCommand: (direction) => {
      const top = terminal.buffer.active.viewportY;
      const rows = commands.map(({ prompt }) => prompt.line).filter((line) => line >= 0);
      const target = direction === -1 ? rows.findLast((line) => line < top) : rows.find((line) => line > top);
      if (target === undefined) return false;
      terminal.scrollToLine(target);
      return true;
    },
    lastOutput: () => {
      const last = commands.findLast(({ output, end }) => output !== null && end !== null && output.line >= 0);
      if (last?.output == null || last.end === null) return null;
      return textBetween(terminal, last.output.line, last.end.line);
    },
  };
};

/** What is on the screen now, without empty lines at its end. */
export const visibleText = (terminal: Terminal): string => {
  const from = terminal.buffer.active.viewportY;
  const lines = Array.from(
    { length: terminal.rows },
    (_, row) => terminal.buffer.active.getLine(from + row)?.translateToString(true) ?? '',
  );
  return lines.join('\n').trimEnd();
};
