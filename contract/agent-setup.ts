/**
 * How the user's agents are set up: entries of `config.json` in the data folder, which stays theirs to edit by hand. Values of
 * secret variables never leave the core.
 */
import { z } from './zod.ts';
import { AgentId, PATH_MAX_CHARS, ThreadId } from './ids.ts';
import { call, topic } from './rpc.ts';

const path = z.string().trim().min(1).max(PATH_MAX_CHARS);
const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'is not the name of a variable');

/** Values of such variables are kept with the keys, never in a file that people open and pass on. */
export const looksSecret = (name: string, value = ''): boolean =>
  /KEY|TOKEN|SECRET|PASSW|CREDENTIAL|(^|_)(AUTH|PAT|PWD)(_|$)/i.test(name) ||
  /^(sk-|gh[opsu]_|github_pat_|xox[abp]-|AIza|glpat-|Bearer )/.test(value) ||
  /:\/\/[^/\s@:]+:[^/\s@]+@/.test(value);

/** A variable as it is shown. `value` is null where it is secret, and where the variable is taken away. */
export const SetupVariable = z.object({
  name: variableName,
  kind: z.enum(['plain', 'secret', 'removed']),
  value: z.string().nullable(),
});
export type SetupVariable = z.infer<typeof SetupVariable>;

/** How a program in a terminal is spoken to; what is absent is as its preset says. */
export const TerminalSetup = z.object({
  start: z.enum(['typed', 'argument']).optional(),
  quietSeconds: z.number().min(0.2).max(600).optional(),
  waits: z.string().max(500).optional(),
});
export type TerminalSetup = z.infer<typeof TerminalSetup>;

const shared = {
  /** Which backend drives it: `codex`, `claude`, `acp`, `terminal`. */
  backend: z.string().min(1).max(40),
  /** Null: the user's own program, or a backend that drives one program only. */
  preset: z.string().max(60).nullable(),
  label: z.string().trim().min(1).max(60).nullable(),
  /** Name on the PATH or path; null: the usual one. */
  program: path.nullable(),
  /** Null: the usual ones. */
  args: z.array(z.string().max(10_000)).max(200).readonly().nullable(),
  /** Where the account's sign-in and settings live; null: the program's usual folder. */
  home: path.nullable(),
  /** What its program may read and write, and reach, beyond the task's folder and what its preset says. */
  folders: z.array(path).max(100).readonly(),
  hosts: z.array(z.string().trim().min(1).max(300)).max(100).readonly(),
  hidden: z.boolean(),
  terminal: TerminalSetup.nullable(),
};

export const AgentEntry = z.object({
  id: AgentId,
  ...shared,
  variables: z.array(SetupVariable).readonly(),
  /** The app knows it without an entry: it can be hidden and set back, not removed. */
  builtIn: z.boolean(),
  /** There is an entry of the user's. */
  changed: z.boolean(),
  /** What is wrong with the entry, in a sentence. Then the other fields are what could be read. */
  problem: z.string().nullable(),
});
export type AgentEntry = z.infer<typeof AgentEntry>;

export const AgentPreset = z.object({
  id: z.string(),
  backend: z.string(),
  label: z.string(),
  /** One line: what it is. */
  about: z.string(),
  /** The command line that it is started by. */
  command: z.string(),
  /** Names the variable that a second account is kept apart by; null where there is none. */
  homeVariable: z.string().nullable(),
});
export type AgentPreset = z.infer<typeof AgentPreset>;

export const AgentSetup = z.object({
  file: z.string(),
  /** What is wrong in the file beyond single entries. */
  problems: z.array(z.string()).readonly(),
  agents: z.array(AgentEntry).readonly(),
  /** What an agent can be added from. */
  presets: z.array(AgentPreset).readonly(),
  /** Where secret values are kept. */
  secretsIn: z.enum(['keychain', 'file']),
});
export type AgentSetup = z.infer<typeof AgentSetup>;

/** A variable as it is saved. A secret without a value keeps the one that is known. */
const DraftVariable = z.object({
  name: variableName,
  kind: z.enum(['plain', 'secret', 'removed']),
  value: z.string().max(10_000).nullable(),
});

export const AgentDraft = z.object({ id: AgentId, ...shared, variables: z.array(DraftVariable).max(100).readonly() });
export type AgentDraft = z.infer<typeof AgentDraft>;

export const AgentUser = z.object({ id: ThreadId, title: z.string(), running: z.boolean() });
export type AgentUser = z.infer<typeof AgentUser>;

const onAgent = z.object({ agent: AgentId });
const users = z.array(AgentUser).readonly();

export const agentSetupCalls = {
  'agents.setup': topic(z.object({}), AgentSetup, AgentSetup),
  /** Adds or changes an agent; `isNew` refuses a name that is taken. Threads take it up when their turn has ended. */
  'agents.save': call(z.object({ agent: AgentDraft, isNew: z.boolean().default(false) }), z.null()),
  /** Takes the entry away, secrets included; an agent that the app knows by itself is as in the beginning. Gives the threads that have it. */
  'agents.remove': call(onAgent, users),
  /** The threads that have this agent. */
  'agents.users': call(onAgent, users),
  /** Makes an empty folder in the data folder for another account of this backend, and says where. */
  'agents.account-folder': call(z.object({ agent: AgentId, backend: z.string().min(1).max(40) }), z.object({ path: z.string() })),
} as const;
