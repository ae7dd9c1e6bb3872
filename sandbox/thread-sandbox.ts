/**
 * The sandbox of one thread, as the rest of the program sees it: its policy, its private folder, its own loopback and its
 * door to the allowed hosts, shared by its agent and its sandboxed terminals. `main/sandboxes/` makes and keeps them.
 */
import type { HostRule } from './host-rules.ts';
import type { RunningSandbox } from './launch.ts';
import type { ProgramFolders, SandboxPolicy } from './policy.ts';
import type { Note } from './report.ts';

export interface SandboxedCommand {
  /** Program and arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** Added to the scrubbed environment of the policy. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute folders and files that this command has beside those of the policy: an agent's own program and its records. */
  readonly beside?: ProgramFolders & {
    /** Let through as long as the program runs; for `start`. */
    readonly hosts?: readonly HostRule[];
  };
  readonly stdio: readonly [Stream, Stream, Stream];
  readonly onNote: (note: Note) => void;
}
type Stream = 'pipe' | 'ignore' | number;

/** A command wrapped so that a pty can start it (`main/pty`). */
export interface TerminalCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** To be called once, when the program has ended: sweeps git, removes what was made for it. */
  readonly settle: () => Promise<void>;
}

export interface ThreadSandbox {
  /** What is in force now; changes take effect with the next command. */
  readonly policy: () => SandboxPolicy;
  /** Never falls back: throws AppError `unavailable` with what to do where no sandbox can be had. */
  readonly start: (command: SandboxedCommand) => Promise<RunningSandbox>;
  readonly terminal: (command: Omit<SandboxedCommand, 'stdio'>) => Promise<TerminalCommand>;
  /** Lets a host through until the returned function is called: what a person has allowed for one command. */
  readonly admit: (host: HostRule) => () => void;
}
