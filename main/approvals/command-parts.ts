/** What a shell text would do, as far as it can be told without running it. Made by parse-command.ts, judged by judge.ts. */

/** A word of a command. */
export interface PartWord {
  /** As it was written. */
  readonly text: string;
  /** What the program gets, exactly; null when only running tells: a variable, a glob, what another command prints. */
  readonly value: string | null;
}

/** One simple command, wrappers taken off. `words` is never empty and its first value never null. */
export interface CommandPart {
  readonly words: readonly PartWord[];
  /** Folders it may run in, after the `cd`s before it; null when that cannot be told. */
  readonly folders: readonly string[] | null;
  /** More words follow that only running tells (`xargs`). */
  readonly open: boolean;
  /** Refused and asked rules look at it; it needs no leave of its own (what `sudo` runs, because `sudo …` itself needs it). */
  readonly watchedOnly: boolean;
}

/** A file that a redirection names. `path` null: only running tells. */
export interface RedirectedFile {
  readonly path: string | null;
  readonly text: string;
  readonly folders: readonly string[] | null;
}

export interface CommandParts {
  readonly commands: readonly CommandPart[];
  readonly writes: readonly RedirectedFile[];
  readonly reads: readonly RedirectedFile[];
  /** Why it cannot be read in full, as ends of a sentence; empty when it can. */
  readonly unknown: readonly string[];
}

/** Where parsing puts what it finds. Folders and depth go along with the text, from front to back. */
export interface Reading {
  readonly commands: CommandPart[];
  readonly writes: RedirectedFile[];
  readonly reads: RedirectedFile[];
  readonly unknown: string[];
  folders: readonly string[] | null;
  loops: number;
  /** Texts within texts: `bash -c`, `eval`. */
  depth: number;
}

export const newReading = (cwd: string): Reading => ({
  commands: [],
  writes: [],
  reads: [],
  unknown: [],
  folders: [cwd],
  loops: 0,
  depth: 0,
});
