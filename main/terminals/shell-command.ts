/** What is started in a terminal: the user's shell, a shell under a task's policy, or a program by its command line. */
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { log } from '#main/base/log.ts';
import type { ThreadSandbox } from '#sandbox/thread-sandbox.ts';
import { BASH_PROMPT_COMMAND, startOfShell } from './shell-integration.ts';

/** Where a terminal works, and what its processes are told. */
export interface TerminalPlace {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** To be called once it has ended. */
  readonly settle?: () => Promise<void>;
}

/** What the app itself was started with, and what is no business of a shell in it. */
const isOurs = (name: string): boolean =>
  /^(npm_|ELECTRON_|VITEST|SWITCHYARD_|TERM_PROGRAM|VTE_VERSION$|TMUX|STY$|NODE_CHANNEL)/.test(name);

/** What every program in a terminal of ours is told. */
export const terminalVariables = (): Readonly<Record<string, string>> => ({
  TERM: 'xterm-256color',
  COLORTERM: 'truecolor',
  TERM_PROGRAM: 'Switchyard',
  ...(process.env['LANG'] === undefined && process.env['LC_ALL'] === undefined ? { LANG: 'C.UTF-8' } : {}),
});

export const userEnvironment = (place: TerminalPlace): Record<string, string | undefined> => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name))),
  ...terminalVariables(),
  ...place.environment,
});

/** The login shell of the user, as the system knows it. */
const loginShell = (): string => {
  if (process.platform === 'win32') return process.env['ComSpec'] ?? 'cmd.exe';
  const candidates = [process.env['SHELL'], userInfo().shell, '/bin/bash', '/bin/sh'];
  return (
    candidates.find((shell) => typeof shell === 'string' && shell !== '' && !/(nologin|false)$/.test(shell) && existsSync(shell)) ??
    '/bin/sh'
  );
};

export const userShell = (place: TerminalPlace, folder: string): Program => {
  const environment = userEnvironment(place);
  const { file, args, environment: added } = startOfShell(loginShell(), folder, environment);
  return { file, args, environment: { ...environment, SHELL: file, ...added } };
};

/** A command line, as the project's commands are run everywhere. */
export const commandLine = (place: TerminalPlace, text: string): Program => ({
  ...(process.platform === 'win32'
    ? { file: process.env['ComSpec'] ?? 'cmd.exe', args: ['/d', '/s', '/c', text] }
    : { file: '/bin/sh', args: ['-c', text] }),
  environment: userEnvironment(place),
});

/** Throws AppError `unavailable` where no sandbox can be had. */
export const sandboxedShell = async (place: TerminalPlace, sandbox: ThreadSandbox): Promise<Program> => {
  const shell = existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh';
  const { file, args, environment, settle } = await sandbox.terminal({
    command: shell.endsWith('bash') ? [shell, '-i'] : [shell, '-i'],
    cwd: place.cwd,
    environment: { ...terminalVariables(), ...place.environment, PROMPT_COMMAND: BASH_PROMPT_COMMAND, SHELL: shell },
    onNote: (note) => log.info('terminals.sandbox', { note }),
  });
  return { file, args, environment, settle };
};
