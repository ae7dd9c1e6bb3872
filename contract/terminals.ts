/** Terminals: shells of the user, shells under a task's policy, run commands of the project, and what agents leave running. */
import { z } from './zod.ts';
import { PATH_MAX_CHARS, ProjectId, TerminalId, ThreadId, Time } from './ids.ts';
import { byteTopic, call, topic } from './rpc.ts';
import { Screen } from './screen.ts';

/** Lines kept above the visible ones, of every terminal, here and on the page alike. */
export const SCROLLBACK_LINES = 5_000;
export const MAX_COLUMNS = 1_000;
export const MAX_ROWS = 500;
const columns = z.number().int().min(2).max(MAX_COLUMNS);
const rows = z.number().int().min(1).max(MAX_ROWS);

/** Whose folder it works in, and with whom it ends. */
export const TerminalOwner = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('thread'), thread: ThreadId }),
  z.object({ kind: z.literal('project'), project: ProjectId }),
]);
export type TerminalOwner = z.infer<typeof TerminalOwner>;

export const TerminalState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('running'), pid: z.number().int() }),
  /** `lost`: it was cut off when the app or the process that holds terminals broke; shown is the last that was kept. */
  z.object({
    kind: z.literal('ended'),
    how: z.enum(['exited', 'ended', 'lost']),
    code: z.number().int().nullable(),
    signal: z.number().int().nullable(),
    at: Time,
  }),
]);
export type TerminalState = z.infer<typeof TerminalState>;

/**
 * `shell`: the user's own, outside every sandbox. `sandboxed`: a shell under the task's policy. `run`: a run command of the
 * project. `agent`: what an agent left running. `conversation`: the program that is the task's agent; one of a task at most.
 */
export const TerminalKind = z.enum(['shell', 'sandboxed', 'run', 'agent', 'conversation']);
export type TerminalKind = z.infer<typeof TerminalKind>;

export const Terminal = z.object({
  id: TerminalId,
  owner: TerminalOwner,
  kind: TerminalKind,
  /** What the user calls it; null: its title, else its program. */
  name: z.string().nullable(),
  /** What the program in it says that it is. */
  title: z.string(),
  /** The program, or the whole of a run command. */
  program: z.string(),
  /** The name of a run command. */
  run: z.string().nullable(),
  /** Terminals of one group stand beside each other in one tab. */
  group: z.string(),
  state: TerminalState,
  /** As the shell tells, else where it was started. */
  cwd: z.string(),
  columns,
  rows,
  /** The last command of a shell that tells of them. `exitCode` is null while it runs, and where the shell does not say. */
  command: z.object({ text: z.string().nullable(), running: z.boolean(), exitCode: z.number().int().nullable(), at: Time }).nullable(),
  /** It rang while nobody looked. */
  rang: z.boolean(),
  startedAt: Time,
});
export type Terminal = z.infer<typeof Terminal>;

/** Counts as one in the numbers: what came before was for the size before. */
export const TerminalEvent = z.object({ kind: z.literal('resized'), columns, rows });
export type TerminalEvent = z.infer<typeof TerminalEvent>;

/** A process that was started in a task or is a descendant of one. Bytes are its own memory; `cpu` is in parts of one core. */
export const OwnedProcess = z.object({
  pid: z.number().int(),
  parent: z.number().int(),
  command: z.string(),
  bytes: z.number().int().nonnegative(),
  cpu: z.number().nonnegative(),
  /** TCP ports that it listens on. */
  ports: z.array(z.number().int()).readonly(),
  /** Where it runs, when that is a terminal of ours. */
  terminal: TerminalId.nullable(),
});
export type OwnedProcess = z.infer<typeof OwnedProcess>;

/** One that would end with the app. `idle`: a shell that waits for a command, and nothing is lost with it. */
export const RunningTerminal = z.object({ kind: TerminalKind, label: z.string(), idle: z.boolean() });
export type RunningTerminal = z.infer<typeof RunningTerminal>;

const one = z.object({ terminal: TerminalId });
const done = z.null();
const terminals = z.array(Terminal).readonly();
const processes = z.array(OwnedProcess).readonly();

export const terminalCalls = {
  terminals: topic(z.object({ owner: TerminalOwner }), terminals, terminals),
  /** The screen as it is, then the program's output as it comes. */
  terminal: byteTopic(one, z.object({ screen: Screen }), TerminalEvent),
  /** `beside` puts it into the tab of that one. `sandboxed` only for threads. */
  'terminals.open': call(
    z.object({
      owner: TerminalOwner,
      kind: z.enum(['shell', 'sandboxed']).default('shell'),
      columns,
      rows,
      beside: TerminalId.nullable().default(null),
    }),
    Terminal,
  ),
  /** What the user types or pastes, as the terminal would send it. */
  'terminals.write': call(z.object({ terminal: TerminalId, text: z.string().max(4_000_000) }), done),
  /** The size of whoever looks at it last; everybody sees that one. */
  'terminals.resize': call(z.object({ terminal: TerminalId, columns, rows }), done),
  /** Of all threads and projects. */
  'terminals.running': call(z.object({}), z.array(RunningTerminal).readonly()),
  /** Starts the same again where it has ended; ends it first where it has not. Not for agents'. */
  'terminals.restart': call(one, Terminal),
  /** Ends what runs in it. The terminal stays, with its last screen. */
  'terminals.end': call(one, done),
  /** Ends what runs in it and takes it away. */
  'terminals.close': call(one, done),
  'terminals.rename': call(z.object({ terminal: TerminalId, name: z.string().max(100).nullable() }), done),
  /** Moves its tab to this place among the tabs. */
  'terminals.move': call(z.object({ terminal: TerminalId, to: z.number().int().nonnegative() }), done),

  /** Everything that was started in the thread, looked at again every few seconds while somebody listens. */
  processes: topic(z.object({ thread: ThreadId }), processes, processes),
  /** Ends one of them with what it started, or all. */
  'processes.end': call(z.object({ thread: ThreadId, pid: z.number().int().nullable() }), done),
  /** A path that a terminal shows: whether there is such a file, and where in the thread's folder. */
  'terminals.file': call(
    z.object({ terminal: TerminalId, path: z.string().min(1).max(PATH_MAX_CHARS) }),
    z.object({ path: z.string(), inWorktree: z.string().nullable() }).nullable(),
  ),
} as const;
