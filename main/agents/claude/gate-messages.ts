/** Between the core (command-gate.ts) and what runs in the place of a command (command-process.ts): JSON, a line each. */

export type GateQuestion =
  | {
      readonly kind: 'may-run';
      readonly token: string;
      /** The shell text. */
      readonly text: string;
      readonly cwd: string;
      /** File that its output goes to; null when it is none. */
      readonly output: string | null;
      readonly environment: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'ended'; readonly code: number };

export type GateAnswer =
  | {
      readonly kind: 'run';
      readonly file: string;
      readonly args: readonly string[];
      readonly cwd: string;
      /** Null: the asker's own. */
      readonly environment: Readonly<Record<string, string>> | null;
    }
  /** Nothing is run. The notes go to the standard error. */
  | { readonly kind: 'refused'; readonly notes: readonly string[] }
  /** All that had to be done after the command is done. `folder`: what Claude Code wants to read, and where. */
  | { readonly kind: 'done'; readonly notes: readonly string[]; readonly folder: { readonly file: string; readonly text: string } | null };
