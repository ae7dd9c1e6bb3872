/** How a session's program is started: arguments, environment, and the files of ours that it is given. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentConfig, HandedServer, SessionPlace, TurnSettings } from '#main/agents/agent-backend.ts';
import { mergeEnvironment } from '#main/agents/environment.ts';
import type { CommandSpec } from '#main/base/command.ts';
import { fieldsOf, isFields, type Fields } from '#main/agents/fields.ts';

export const expanded = (path: string): string => (path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path);

/** One configuration of Claude Code: which program, whose account. */
export interface Account {
  readonly file: string;
  /** Its folder for settings, sign-in and records. */
  readonly home: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What it does by itself beside the work is left to the user's own use of it. */
const quiet = { DISABLE_AUTOUPDATER: '1', CLAUDE_CODE_DISABLE_TERMINAL_TITLE: '1' };

export const accountOf = (config: AgentConfig): Account => {
  const own = config.home === undefined ? {} : { CLAUDE_CONFIG_DIR: expanded(config.home) };
  const environment = mergeEnvironment({ ...process.env, ...quiet, ...own }, config.environment);
  const userHome = environment['HOME'] ?? homedir();
  return {
    file: expanded(config.binary ?? 'claude'),
    home: environment['CLAUDE_CONFIG_DIR'] ?? join(userHome, '.claude'),
    environment,
  };
};

/** Where the account's settings of servers lie: beside the folder unless the folder was chosen. */
export const stateFile = (account: Account): string =>
  'CLAUDE_CONFIG_DIR' in account.environment
    ? join(account.home, '.claude.json')
    : join(account.environment['HOME'] ?? homedir(), '.claude.json');

/** Which conversation the program takes up or begins. */
export type Conversation =
  | { readonly kind: 'new'; readonly id: string }
  | { readonly kind: 'resume'; readonly id: string; readonly at: string | null }
  | { readonly kind: 'fork'; readonly id: string; readonly of: string; readonly at: string | null };

const conversationArguments = (conversation: Conversation): readonly string[] => {
  if (conversation.kind === 'new') return ['--session-id', conversation.id];
  const at = conversation.at === null ? [] : ['--resume-session-at', conversation.at];
  if (conversation.kind === 'resume') return ['--resume', conversation.id, ...at];
  return ['--resume', conversation.of, '--fork-session', '--session-id', conversation.id, ...at];
};

/** Worktrees are ours to make, and what is to happen later needs a program that is still there. */
const leftOut = ['EnterWorktree', 'ExitWorktree', 'CronCreate', 'CronDelete', 'CronList', 'ScheduleWakeup'];

const streaming = [
  ...['--output-format', 'stream-json', '--input-format', 'stream-json', '--verbose', '--include-partial-messages'],
  ...['--forward-subagent-text', '--permission-prompt-tool=stdio'],
];

/** Settings of a repository that run programs as soon as Claude Code reads them, or change what ours are. */
const dangerous = [
  'apiKeyHelper',
  'awsAuthRefresh',
  'awsCredentialExport',
  'gcpAuthRefresh',
  'otelHeadersHelper',
  'proxyAuthHelper',
  'env',
  'statusLine',
];

const settingsIn = async (folder: string): Promise<readonly Fields[]> =>
  await Promise.all(
    ['settings.json', 'settings.local.json'].map(async (name) => {
      try {
        return fieldsOf(JSON.parse(await readFile(join(folder, '.claude', name), 'utf8')));
      } catch {
        return {};
      }
    }),
  );

/** Whether the settings that lie in a worktree may count: as long as they only say what a tool may do, which we judge anyway. */
export const repositoryCounts = async (place: Pick<SessionPlace, 'cwd' | 'project'>): Promise<boolean> => {
  const trust = place.project?.()?.trust;
  if (trust === 'granted') return true;
  if (trust === 'refused') return false;
  return (await settingsIn(place.cwd)).every((settings) => dangerous.every((name) => !(name in settings)));
};

const serverOf = (server: HandedServer): readonly [string, Fields] => {
  if ('command' in server) return [server.name, { type: 'stdio', command: server.command, args: server.args, env: server.env }];
  return [server.name, { type: 'http', url: server.url, headers: server.headers }];
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

export const removeSessionFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 });

/** Folders of a core that was killed. */
const removeLeftFolders = async (parent: string): Promise<void> => {
  for (const name of await readdir(parent)) {
    const pid = /^session-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && Number(pid) !== process.pid && !isAlive(Number(pid))) await removeSessionFolder(join(parent, name));
  }
};

/** A folder of a session's own: what the program is given, and where it keeps what need not last. */
export const makeSessionFolder = async (temporaryFolder: string, id: string): Promise<string> => {
  // A prefix for commands is cut at a dash behind a space.
  const base = temporaryFolder.includes(' -') ? tmpdir() : temporaryFolder;
  const parent = join(base, `agent-${id}`);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  await removeLeftFolders(parent);
  const folder = await mkdtemp(join(parent, `session-${process.pid}-`));
  await mkdir(join(folder, 'tmp'), { mode: 0o700 });
  return folder;
};

export interface Launch {
  readonly account: Account;
  readonly place: Pick<SessionPlace, 'cwd' | 'environment' | 'project'>;
  readonly settings: TurnSettings;
  readonly mode: string;
  readonly conversation: Conversation;
  /** Of `makeSessionFolder`. */
  readonly folder: string;
  /** Program that runs in the place of every command; null where commands cannot be confined. */
  readonly prefix: string | null;
  readonly servers: readonly HandedServer[];
}

/** Writes the files and gives what to start. Secrets stand in files that only the user can read, never in arguments. */
export const launchSpec = async (launch: Launch): Promise<CommandSpec> => {
  const { account, place, settings, mode, conversation, folder, prefix, servers } = launch;
  const shellPrefix = prefix === null ? {} : { CLAUDE_CODE_SHELL_PREFIX: prefix };
  // These stand above what user and repository have set: no settings of a worktree take commands out of the sandbox.
  const above = { env: shellPrefix, sandbox: { enabled: false }, permissions: { disableBypassPermissionsMode: 'disable' } };
  await writeFile(join(folder, 'settings.json'), JSON.stringify(above), { mode: 0o600 });
  const servile = servers.length === 0 ? [] : ['--mcp-config', join(folder, 'servers.json')];
  if (servers.length > 0) {
    const mcpServers = Object.fromEntries(servers.map(serverOf));
    await writeFile(join(folder, 'servers.json'), JSON.stringify({ mcpServers }), { mode: 0o600 });
  }
  return {
    file: account.file,
    args: [
      ...streaming,
      `--permission-mode=${mode}`,
      `--setting-sources=${(await repositoryCounts(place)) ? 'user,project,local' : 'user'}`,
      ...['--settings', join(folder, 'settings.json'), ...servile],
      `--disallowedTools=${leftOut.join(',')}`,
      ...(settings.model === null ? [] : ['--model', settings.model]),
      ...(settings.effort === null ? [] : ['--effort', settings.effort]),
      ...conversationArguments(conversation),
    ],
    cwd: place.cwd,
    environment: { ...account.environment, ...place.environment, ...shellPrefix, CLAUDE_CODE_TMPDIR: join(folder, 'tmp') },
  };
};

/** Names of servers and hooks in the user's own configuration: what they start is the user's word. */
export const ownCommands = async (
  account: Account,
  cwd: string,
): Promise<{ readonly servers: readonly (readonly string[])[]; readonly hooks: readonly string[] }> => {
  const read = async (path: string): Promise<Fields> => {
    try {
      return fieldsOf(JSON.parse(await readFile(path, 'utf8')));
    } catch {
      return {};
    }
  };
  const [state, settings] = await Promise.all([read(stateFile(account)), read(join(account.home, 'settings.json'))]);
  const local = fieldsOf(fieldsOf(fieldsOf(state['projects'])[cwd])['mcpServers']);
  const servers = Object.values({ ...fieldsOf(state['mcpServers']), ...local }).flatMap((value) => {
    const { command, args } = fieldsOf(value);
    if (typeof command !== 'string') return [];
    return [[command, ...(Array.isArray(args) ? args.map(String) : [])]];
  });
  const hooks = Object.values(fieldsOf(settings['hooks'])).flatMap((groups) =>
    (Array.isArray(groups) ? (groups as readonly unknown[]) : []).flatMap((group) => {
      const { hooks: inGroup } = fieldsOf(group);
      return (Array.isArray(inGroup) ? (inGroup as readonly unknown[]) : []).flatMap((hook) => {
        const { command } = isFields(hook) ? hook : {};
        return typeof command === 'string' ? [command] : [];
      });
    }),
  );
  return { servers, hooks };
};
