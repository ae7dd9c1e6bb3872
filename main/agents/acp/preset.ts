/**
 * What is known of an agent program that speaks the Agent Client Protocol, as data: how it is started and set up, where it keeps
 * its things, what it does differently from the rest. Code asks for a trait, never for a name.
 */

/** Where an agent records what commands printed, in the first of its folders, one JSON value a line. */
export interface CommandRecords {
  /** Holds a folder for each project; `below` is in each of them. */
  readonly folder: string;
  readonly below: string;
  /** How the name of a file ends; `{session}` is the beginning of the session's id. */
  readonly name: string;
  /** See record-names.ts. */
  readonly namedByMinute?: true;
  /** In what it told its model: first groups. Without an exit code the command ended well. */
  readonly output: RegExp;
  readonly exitCode: RegExp;
}

/** How an agent departs from the protocol, or from what most do. Absent: as most do. */
export interface Quirks {
  /** A second prompt is merged into the running turn; else it would end it, and is never sent. */
  readonly mergesPrompts?: true;
  /** On cancel it ends its commands itself. Else the process is ended when a command was running. */
  readonly endsCommands?: true;
  /** What it says as the agent's own words when its mode was changed. */
  readonly modeEcho?: RegExp;
  /** What stands before each piece of a thought and means nothing. */
  readonly thoughtPrefix?: string;
  /** It does not tell what commands printed, but keeps it. */
  readonly commandRecords?: CommandRecords;
  /** The name of a tool within the id of a call: first group. */
  readonly nameInId?: RegExp;
  /** Text of a command that tells folder (first group) and reason (second) instead of output. */
  readonly commandNote?: RegExp;
  /** What it adds to the output of a command for its model. */
  readonly outputNote?: RegExp;
  /** What a sub-agent said, within what it is told as: first group. */
  readonly subagentResult?: RegExp;
  /** Modes that would let it act without asking us. */
  readonly hiddenModes?: readonly string[];
  /** Names of MCP tools, with groups named `server` and `tool`. Absent: they begin with the name of a server. */
  readonly toolNames?: RegExp;
}

/** A folder of the agent's own, relative to the user's home, or to the variable that names it. */
export interface OwnFolder {
  readonly path: string;
  /** A variable that names another place. `below` is added to its value. */
  readonly variable?: { readonly name: string; readonly below?: string };
  /** `read`: its settings; `write`: its records. */
  readonly access: 'read' | 'write';
  /**
   * Names in it that programs outside of the sandbox obey: settings with hooks and servers, extensions, commands. They are shown
   * read-only; one that is not there is made with this text (null: an empty folder), so that nobody else makes it.
   */
  readonly kept?: Readonly<Record<string, string | null>>;
}

export interface AcpPreset {
  readonly label: string;
  /** One line: what it is. */
  readonly about: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Of its own; the user's come on top. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables of the user's environment that it signs in with or finds its provider by. */
  readonly variables: readonly string[];
  /** One line to paste into a shell each. */
  readonly install: string;
  readonly signIn: string;
  readonly folders: readonly OwnFolder[];
  /** Of the providers it comes with. */
  readonly hosts: readonly string[];
  /** Variables, and settings by their names in JSON files, in which a user names another address of a provider. */
  readonly addresses: { readonly variables: readonly string[]; readonly files: readonly string[] };
  /** Where it looks for instructions and skills, relative to the worktree and to the user's home. */
  readonly instructions: readonly string[];
  readonly skills: readonly string[];
  readonly quirks: Quirks;
  /** A folder that holds accounts: the entry's `home` goes into this variable. */
  readonly homeVariable?: string;
  /** Added to the environment when nothing of the repository may be obeyed that was not granted, and when it may. */
  readonly trust?: { readonly granted: Readonly<Record<string, string>> };
}
