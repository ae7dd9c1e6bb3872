/**
 * A program that an agent started for itself and left running, as a terminal shows it: its output as plain text, so far and
 * as it comes. It keeps running where it does; here it is watched, typed into and ended.
 */
import type { Screen } from '#contract/screen.ts';
import { SCROLLBACK_LINES } from '#contract/terminals.ts';
import type { PtyEnd, ScreenListener, ScreenPty } from '#main/pty/pty-host.ts';
import type { ScreenSnapshot } from '#main/pty/screen-report.ts';

export interface LeftRunning {
  readonly pid: number;
  /** What it has put out so far, as far as that is kept; lines end with `\n`. */
  readonly output: () => string;
  readonly write: (text: string) => void;
  /** Resolves when it is gone. */
  readonly end: () => Promise<void>;
}

/** What its owner tells of it. */
export interface LeftListener {
  readonly text: (text: string) => void;
  readonly ended: (end: PtyEnd) => void;
}

const asTerminalText = (text: string): string => text.replaceAll('\n', '\r\n');
const lastLines = (text: string): string => text.split('\n').slice(-SCROLLBACK_LINES).join('\n');

export class LeftProgram implements ScreenPty, LeftListener {
  readonly exited: Promise<PtyEnd>;
  readonly #program: LeftRunning;
  readonly #listener: ScreenListener;
  readonly #settle: (end: PtyEnd) => void;
  #size: Pick<Screen, 'columns' | 'rows'>;
  #isHeard = false;
  #number = 0;

  constructor(program: LeftRunning, size: Pick<Screen, 'columns' | 'rows'>, listener: ScreenListener) {
    const { promise, resolve } = Promise.withResolvers<PtyEnd>();
    this.exited = promise;
    this.#settle = resolve;
    this.#program = program;
    this.#size = size;
    this.#listener = listener;
  }

  get pid(): number {
    return this.#program.pid;
  }

  readonly text = (text: string): void => {
    const bytes = Buffer.from(asTerminalText(text));
    this.#number += bytes.length;
    if (this.#isHeard) this.#listener.output(bytes);
  };
  readonly ended = (end: PtyEnd): void => this.#settle(end);

  readonly write = (text: string): void => this.#program.write(text);
  /** Only what is shown: the program's own terminal stays as the agent has it. */
  readonly resize = (columns: number, rows: number): void => {
    this.#size = { columns, rows };
    this.#number += 1;
    this.#listener.event({ kind: 'resized', columns, rows });
  };
  readonly end = (): Promise<void> => this.#program.end();
  readonly listen = (on: boolean): void => {
    this.#isHeard = on;
  };
  readonly snapshot = (unless?: number): Promise<ScreenSnapshot | null> => {
    if (unless === this.#number) return Promise.resolve(null);
    const text = asTerminalText(lastLines(this.#program.output()));
    return Promise.resolve({ screen: { ...this.#size, text, wrapped: [], wrappedAlternate: [], title: '' }, number: this.#number });
  };
  readonly plainText = (): Promise<null> => Promise.resolve(null);
  /** Its output is held up by nobody. */
  readonly taken = (): void => undefined;
  readonly release = (): void => undefined;
}
