/** What stands on a screen as plain text: for who has to know what a program says, not how it looks. */
import type { IBuffer, Terminal } from '@xterm/headless';
import type { ScreenText } from './screen-report.ts';

/** Of what was written since a mark, the last so many lines. */
const SINCE_MAX_LINES = 400;

const linesFrom = (buffer: IBuffer, from: number, to: number): string => {
  const lines: string[] = [];
  for (let index = Math.max(0, from); index < to; index += 1) {
    const line = buffer.getLine(index);
    if (line === undefined) continue;
    const text = line.translateToString(true);
    if (line.isWrapped && lines.length > 0) lines.push(`${lines.pop() ?? ''}${text}`);
    else lines.push(text);
  }
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\s+$/g, '');
};

/** Keeps the one mark that there is. */
export class ScreenLines {
  readonly #terminal: Terminal;
  #mark: ReturnType<Terminal['registerMarker']>;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  mark(): void {
    this.#mark?.dispose();
    this.#mark = this.#terminal.buffer.active.type === 'normal' ? this.#terminal.registerMarker(0) : undefined;
  }

  text(): ScreenText {
    const { active } = this.#terminal.buffer;
    const end = active.baseY + this.#terminal.rows;
    const visible = linesFrom(active, active.baseY, end);
    const marked = active.type === 'normal' && this.#mark !== undefined && !this.#mark.isDisposed ? this.#mark.line : null;
    return {
      visible,
      since: linesFrom(active, Math.max(marked ?? active.baseY, end - SINCE_MAX_LINES), end),
      bracketedPaste: this.#terminal.modes.bracketedPasteMode,
    };
  }
}
