/** What the terminal agents are given: a terminal of the thread that they are worked with in, put together by core. */
import type { SessionPlace } from '#main/agents/agent-backend.ts';
import type { ScreenEvent, ScreenText } from '#main/pty/screen-report.ts';

export interface ProgramStart {
  /** What the user knows it by. */
  readonly name: string;
  /** Program and arguments; the program's path is absolute. */
  readonly command: readonly string[];
  /** Added to the environment of the sandbox. */
  readonly environment: Readonly<Record<string, string>>;
  /** Beside the thread's folder: absolute. */
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  /** Let through while it runs. */
  readonly hosts: readonly string[];
}

export interface ProgramHearer {
  readonly output: (bytes: Uint8Array) => void;
  readonly event: (event: ScreenEvent) => void;
  /** The user typed into it. */
  readonly input: () => void;
}

export interface StartedProgram {
  readonly pid: number;
  /** The exit code; null when it was ended. Never rejects. */
  readonly over: Promise<number | null>;
  readonly write: (text: string) => void;
  readonly plainText: (mark: boolean) => Promise<ScreenText | null>;
  readonly end: () => Promise<void>;
}

export interface TerminalMeans {
  /** Starts a program in the thread's sandbox, in a terminal that the thread shows. Throws AppError. */
  readonly start: (place: SessionPlace, program: ProgramStart, hearer: ProgramHearer) => Promise<StartedProgram>;
}
