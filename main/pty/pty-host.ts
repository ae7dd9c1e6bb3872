/**
 * The one door for ptys. They live in a process of their own behind this interface (`pty-process.ts` is what runs there), so
 * that a flood of output never blocks the core and a crash of the pty library takes no thread with it.
 * Callers: `terminals/`, and the native agent's shell.
 */
import type { ScreenEvent, ScreenOptions, ScreenSnapshot, ScreenText } from './screen-report.ts';

export interface PtySpec {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment of the child. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly columns: number;
  readonly rows: number;
}

export interface PtyEnd {
  readonly code: number | null;
  readonly signal: number | null;
}

/** A program on a terminal. Output flows with credit: what is not taken pauses the program, it never piles up. */
export interface Pty {
  readonly pid: number;
  readonly write: (data: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  /** Raw bytes in order. The program goes on once the returned promise has settled. One listener. */
  readonly onData: (listener: (bytes: Uint8Array) => void | Promise<void>) => void;
  /** Settles after the last byte was handed over. Never rejects. */
  readonly exited: Promise<PtyEnd>;
  /** Ends the whole process group: asks, and after `graceMilliseconds` kills. */
  readonly end: (graceMilliseconds?: number) => Promise<void>;
}

/**
 * A pty whose screen is kept beside it: nobody has to listen. Until `listen(true)` no output comes, and the program is
 * only held up by how fast the screen reads.
 */
export interface ScreenPty extends Omit<Pty, 'onData'> {
  /** The screen as it is, in order with the output: what comes after it goes on from its number. Null when the pty process was lost, and when the
   * number is `unless`: nothing has changed. */
  readonly snapshot: (unless?: number) => Promise<ScreenSnapshot | null>;
  /** What stands on the screen as plain text, after all output so far; null when the pty process was lost. `mark`: `since` begins here from now on. */
  readonly plainText: (mark: boolean) => Promise<ScreenText | null>;
  readonly listen: (on: boolean) => void;
  /** Output that was handed to `output` and is out of the way: as much more may come. */
  readonly taken: (bytes: number) => void;
  /** The screen of a program that has ended is kept until this is called. */
  readonly release: () => void;
}

export interface ScreenListener {
  readonly output: (bytes: Uint8Array) => void;
  readonly event: (event: ScreenEvent) => void;
}

export interface PtyHost {
  /** Throws CommandError when the program cannot be started. */
  readonly open: (spec: PtySpec) => Promise<Pty>;
  /** The same with a screen. */
  readonly openScreen: (spec: PtySpec, options: ScreenOptions, listener: ScreenListener) => Promise<ScreenPty>;
  /** Ends every pty and the process that holds them. */
  readonly dispose: () => Promise<void>;
}
