/** The screen that the pty process keeps of a terminal, as the core sees it. */
import type { Screen } from '#contract/screen.ts';

export interface ScreenOptions {
  /** Lines kept above the visible ones. */
  readonly scrollbackLines: number;
  /** Somebody hears the output from its first byte on. */
  readonly listening: boolean;
}

export interface ScreenSnapshot {
  readonly screen: Screen;
  /**
   * What the screen has seen: bytes of output, and one for each resize. Output that comes after the snapshot goes on
   * from there.
   */
  readonly number: number;
}

export interface ScreenText {
  /** The visible lines, without colours, without empty ones at the ends. */
  readonly visible: string;
  /** What was written since the mark, as far as it still stands there; the visible lines where there is none. */
  readonly since: string;
  /** The program asked that pasted text be told from typed text. */
  readonly bracketedPaste: boolean;
}

/** What a terminal says besides text. Comes in order with the bytes. */
export type ScreenEvent =
  /** Counts as one in the numbers. */
  | { readonly kind: 'resized'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'title'; readonly title: string }
  | { readonly kind: 'bell' }
  /** OSC 9 and 777: the program wants the user to know something. */
  | { readonly kind: 'notified'; readonly text: string }
  /** OSC 7. */
  | { readonly kind: 'cwd'; readonly path: string }
  /** OSC 133 (and 633): a command began (its text where the shell tells), or ended with an exit code. */
  | { readonly kind: 'command-began'; readonly text: string | null }
  | { readonly kind: 'command-ended'; readonly exitCode: number | null };
