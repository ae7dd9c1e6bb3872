/** shell: programs on a terminal in the thread's sandbox, which the model starts, waits for, types into and ends. */
import { resolve } from 'node:path';
import { z } from '#contract/zod.ts';
import type { AgentItem } from '#main/agents/agent-backend.ts';
import { matchingRule, parseHostRule, type HostRule } from '#sandbox/host-rules.ts';
import { SHOWN_MAX_CHARS } from './kept-output.ts';
import { done, failed, parseInput, type Desk, type NativeTool, type Permission, type ToolResult } from './native-tool.ts';
import { readsOnly } from './reads-only.ts';
import type { ShellSession, ShellSessions } from './shell-sessions.ts';
import { toolText } from './tool-texts.ts';
import { atMost, unlessAborted } from './wait.ts';

export const ShellInput = z.object({
  action: z.enum(['run', 'wait', 'write', 'read', 'end', 'list']).default('run'),
  command: z.string().max(100_000).optional(),
  cwd: z.string().optional(),
  session: z.number().int().optional(),
  text: z.string().optional(),
  from: z.number().int().min(0).default(0),
  seconds: z.number().min(0).max(600).optional(),
  hosts: z.array(z.string()).max(20).default([]),
  outside: z.boolean().default(false),
  reason: z.string().optional(),
});
type Input = z.infer<typeof ShellInput>;

const DEFAULT_WAIT_S = 10;
/** After typing, an answer is there soon or not at all. */
const WRITE_WAIT_S = 2;

const REFUSED =
  /Read-only file system|Permission denied|Operation not permitted|Network is unreachable|Could not resolve|Temporary failure in name resolution|EAI_AGAIN|ENETUNREACH|EROFS|EACCES|EPERM|CONNECT tunnel failed|Proxy (?:CONNECT|tunneling) (?:aborted|failed)|\b403 Forbidden\b/;

const hintOf = (session: ShellSession, text: string): string =>
  !session.outside && session.exit?.code !== 0 && (session.notes.length > 0 || REFUSED.test(text))
    ? '\n[The sandbox may have refused something. If the task needs it, run it again with `hosts` (network) or `outside`, and a `reason`.]'
    : '';

const stateOf = (session: ShellSession): string => {
  if (session.exit === null) return `running as session ${session.number}`;
  const { code, signal } = session.exit;
  return code === null ? `ended by signal ${signal ?? '?'}` : `exit ${code}`;
};

/** What is new since the model last looked. */
const report = (session: ShellSession): ToolResult => {
  const text = session.output.shown(session.seenChars, (from) => `shell read, session ${session.number}, from ${from}`);
  session.seenChars = session.output.chars;
  const seconds = ((Date.now() - session.startedAt) / 1000).toFixed(1);
  const notes = session.notes.splice(0).map((line) => `[sandbox] ${line}\n`);
  const body = text.trim() === '' ? '(no output)' : text.replace(/\n$/, '');
  return { text: `[${stateOf(session)}, ${seconds} s]\n${notes.join('')}${body}${hintOf(session, text)}`, failed: false };
};

/** Those that are not open yet. */
const closedHosts = (hosts: readonly HostRule[], { place }: Desk): readonly HostRule[] => {
  const { name, allowedHosts } = place.sandbox.policy();
  if (name === 'full-access') return [];
  return hosts.filter(({ host, port }) => port === null || matchingRule(allowedHosts, host, port) === null);
};

/** Each one is a question of its own. */
const permitHosts = async (hosts: readonly HostRule[], input: Input, itemKey: string, desk: Desk): Promise<Permission> => {
  for (const { host, port } of closedHosts(hosts, desk)) {
    const permission = await desk.permit({
      action: { kind: 'network', host, port },
      kind: 'permissions',
      itemKey,
      title: `Connect to ${host}${port === null ? '' : `:${port}`}`,
      detail: { command: input.command ?? '', ...(input.reason === undefined ? {} : { reason: input.reason }) },
    });
    if (permission.kind === 'refused') return permission;
  }
  return { kind: 'allowed' };
};

/** Allowed for once: open as long as the command runs. Gives what closes them again. */
const admitHosts = (hosts: readonly HostRule[], desk: Desk): (() => void) => {
  const admitted = closedHosts(hosts, desk).map(desk.place.sandbox.admit);
  return () => admitted.forEach((close) => close());
};

const permitCommand = (input: Input, cwd: string, itemKey: string, desk: Desk): Promise<Permission> => {
  const command = input.command ?? '';
  const sandboxed = !input.outside && desk.place.sandbox.policy().name !== 'full-access';
  return desk.permit({
    action: { kind: 'command', command, cwd, sandboxed },
    kind: 'command',
    itemKey,
    title: command.split('\n')[0] ?? '',
    detail: { command, cwd, ...(input.reason === undefined ? {} : { reason: input.reason }) },
  });
};

type CommandItem = Extract<AgentItem, { kind: 'command' }>;

const runCommand = async (input: Input, desk: Desk, sessions: ShellSessions): Promise<ToolResult> => {
  const command = input.command?.trim() ?? '';
  if (command === '') return failed('`command` is missing.');
  const hosts = input.hosts.flatMap((host) => parseHostRule(host) ?? []).filter(({ port }) => port !== null);
  if (hosts.length < input.hosts.length) return failed('`hosts` are written HOST:PORT.');
  const cwd = resolve(desk.place.cwd, input.cwd ?? '.');
  const item: CommandItem = { key: desk.newKey(), kind: 'command', command, cwd, output: null, exitCode: null };
  desk.emit({ kind: 'item-started', item });
  let permission = await permitHosts(hosts, input, item.key, desk);
  if (permission.kind === 'allowed') permission = await permitCommand({ ...input, command }, cwd, item.key, desk);
  if (permission.kind === 'refused') {
    desk.emit({ kind: 'item-ended', item, status: 'declined' });
    return failed(permission.text);
  }
  desk.begin();
  const closeHosts = admitHosts(hosts, desk);
  const starting = startShown({ command, cwd, outside: input.outside }, item, desk, sessions);
  void starting
    .then((session) => session.over)
    .finally(closeHosts)
    .catch(() => undefined);
  const session = await starting;
  await atMost(session.over, (input.seconds ?? DEFAULT_WAIT_S) * 1000, desk.signal);
  return report(session);
};

/** Its item grows and ends with it, also after the call has returned. */
const startShown = async (
  spec: { readonly command: string; readonly cwd: string; readonly outside: boolean },
  item: CommandItem,
  desk: Desk,
  sessions: ShellSessions,
): Promise<ShellSession> => {
  try {
    const starting = sessions.start(spec, {
      text: (chunk) => desk.emit({ kind: 'item-append', key: item.key, field: 'output', chunk }),
      ended: ({ exit }) => {
        const exitCode = exit?.code ?? null;
        const status = desk.signal.aborted ? 'interrupted' : exitCode === 0 ? 'done' : 'failed';
        desk.emit({ kind: 'item-ended', item: { ...item, exitCode }, status });
      },
      letGo: () => desk.emit({ kind: 'item-ended', item, status: 'done' }),
    });
    return await unlessAborted(starting, desk.signal);
  } catch (error) {
    const output = desk.signal.aborted ? null : error instanceof Error ? error.message : String(error);
    desk.emit({ kind: 'item-ended', item: { ...item, output }, status: output === null ? 'interrupted' : 'failed' });
    throw error;
  }
};

/** What is typed into a program outside of the sandbox is a command of its own. */
const permitTyping = async (session: ShellSession, text: string, itemKey: string, desk: Desk): Promise<Permission> => {
  if (!session.outside) return { kind: 'allowed' };
  const command = text.trim();
  const title = `Type “${command.split('\n')[0] ?? ''}” into “${session.command}”`;
  const action = { kind: 'command', command, cwd: desk.place.cwd, sandboxed: false } as const;
  return desk.permit({ action, kind: 'command', itemKey, title, detail: { command } });
};

const actOn = async (session: ShellSession, input: Input, itemKey: string, desk: Desk, sessions: ShellSessions): Promise<ToolResult> => {
  const wait = (seconds: number): Promise<void> => atMost(session.over, (input.seconds ?? seconds) * 1000, desk.signal);
  if (input.action === 'read') {
    const { text, from, lost } = session.output.slice(input.from, SHOWN_MAX_CHARS);
    const gone = lost > 0 ? ` (${lost} before are not kept)` : '';
    return done(`[characters ${from} to ${from + text.length} of ${session.output.chars}${gone}]\n${text}`);
  }
  if (input.action === 'write') {
    if (session.exit !== null) return failed(`Session ${session.number} has ended (${stateOf(session)}).`);
    const permission = await permitTyping(session, input.text ?? '', itemKey, desk);
    if (permission.kind === 'refused') return failed(permission.text);
    desk.begin();
    session.write((input.text ?? '').replaceAll('\n', '\r'));
    await wait(WRITE_WAIT_S);
  } else if (input.action === 'end') {
    desk.begin();
    await sessions.end(session);
  } else await wait(DEFAULT_WAIT_S);
  return report(session);
};

const listed = (sessions: ShellSessions): ToolResult => {
  const lines = sessions.all().map((session) => `${session.number}: ${stateOf(session)}: ${session.command.split('\n')[0] ?? ''}`);
  return done(lines.length === 0 ? 'There are no sessions.' : lines.join('\n'));
};

const onSession = async (input: Input, desk: Desk, sessions: ShellSessions): Promise<ToolResult> => {
  if (input.action === 'list') return listed(sessions);
  const session = input.session === undefined ? sessions.running().at(-1) : sessions.get(input.session);
  if (session === undefined) return failed(`There is no such session. ${listed(sessions).text}`);
  const { action, text } = input;
  const item = { key: desk.newKey(), kind: 'tool', server: null, tool: `shell ${action}`, output: null, exitCode: null } as const;
  const told = { ...item, input: JSON.stringify({ session: session.number, ...(text === undefined ? {} : { text }) }) };
  desk.emit({ kind: 'item-started', item: told });
  const result = await actOn(session, input, item.key, desk, sessions);
  desk.emit({ kind: 'item-ended', item: { ...told, output: result.text }, status: result.failed ? 'failed' : 'done' });
  return result;
};

export const shellTool = (sessions: ShellSessions): NativeTool => ({
  definition: toolText.shell,
  together: (input) => {
    const parsed = ShellInput.safeParse(input);
    if (!parsed.success) return false;
    const { action, command, outside } = parsed.data;
    return action === 'run' ? !outside && readsOnly(command ?? '') : action === 'read' || action === 'wait' || action === 'list';
  },
  run: async (input, desk) => {
    const parsed = parseInput(ShellInput, input);
    if ('problem' in parsed) return parsed.problem;
    return parsed.value.action === 'run' ? runCommand(parsed.value, desk, sessions) : onSession(parsed.value, desk, sessions);
  },
});
