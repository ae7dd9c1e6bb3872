/** What a command prints: for people, or one JSON value (or one per line) for programs. Never both. */
import { stripVTControlCharacters, styleText } from 'node:util';
import type { Failure } from '#contract/failure.ts';

type Style = 'dim' | 'bold' | 'yellow' | 'green' | 'blue' | 'red' | 'gray';

export interface Screen {
  readonly write: (text: string) => Promise<void>;
  readonly isTty: boolean;
  readonly columns: number;
}

/** Columns a table may take where nobody says how wide the screen is. */
const USUAL_COLUMNS = 80;

export const terminal = (): Screen => ({
  // A reader that takes its time (a pager, a pipe) is waited for; one that has gone ends the output in peace.
  write: (text) => new Promise((resolve) => process.stdout.write(text, () => resolve())),
  isTty: process.stdout.isTTY === true,
  columns: process.stdout.columns ?? USUAL_COLUMNS,
});

/** Colours only on a terminal, and only where the user has not declined them (https://no-color.org). */
const wantsColour = (screen: Screen): boolean => {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return true;
  return screen.isTty && TERM !== 'dumb';
};

/**
 * Text that came from outside, made safe to print: a title or an output may hold control characters that would otherwise
 * drive the user's terminal. Line breaks and tabs stay.
 */
export const harmless = (text: string): string =>
  stripVTControlCharacters(text).replace(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '');

export class Output {
  readonly json: boolean;
  readonly screen: Screen;
  readonly #colours: boolean;

  constructor(json: boolean, screen: Screen = terminal()) {
    this.json = json;
    this.screen = screen;
    this.#colours = wantsColour(screen);
  }

  paint(style: Style, text: string): string {
    return this.#colours ? styleText(style, text, { validateStream: false }) : text;
  }

  /** With --json the value on one line, else the text. */
  async result(value: unknown, text: string): Promise<void> {
    if (this.json) await this.value(value);
    else if (text !== '') await this.screen.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  value(value: unknown): Promise<void> {
    return this.screen.write(`${JSON.stringify(value)}\n`);
  }

  /** A remark beside the result; on standard error, and not with --json. */
  remark(sentence: string): void {
    if (!this.json) process.stderr.write(`${sentence}\n`);
  }

  failure(failure: Failure): void {
    const { kind, message, action } = failure;
    const sentence = harmless(action === undefined ? message : `${message} ${action}`).replace(/\s*\n\s*/g, ' ');
    process.stderr.write(this.json ? `${JSON.stringify({ error: { kind, message, action: action ?? null } })}\n` : `${sentence}\n`);
  }
}
