/** Starts a command on a terminal: in the thread's sandbox, or outside of it where the user has allowed that. */
import { existsSync } from 'node:fs';
import type { SessionPlace } from '#main/agents/agent-backend.ts';
import { log } from '#main/base/log.ts';
import type { Pty, PtyHost } from '#main/pty/pty-host.ts';
import type { Note } from '#sandbox/report.ts';

export interface ShellSpec {
  readonly command: string;
  /** Absolute. */
  readonly cwd: string;
  readonly outside: boolean;
  readonly onNote: (note: Note) => void;
}

/** Wide, so that programs do not fold what the model should read. */
const size = { columns: 240, rows: 50 };
/** Programs that ask what their terminal can do hear: nothing. */
const plain = { TERM: 'dumb', NO_COLOR: '1', PAGER: 'cat', GIT_PAGER: 'cat', MANPAGER: 'cat' };

const shellFor = (command: string): readonly string[] => {
  if (process.platform === 'win32') return ['powershell.exe', '-NoLogo', '-NoProfile', '-Command', command];
  return [existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh', '-c', command];
};

/** `settled` follows the end: what the sandbox made for the command is gone then. Throws AppError or CommandError. */
export const startShell = async (
  ptys: Pick<PtyHost, 'open'>,
  place: SessionPlace,
  spec: ShellSpec,
): Promise<{ readonly pty: Pty; readonly settled: Promise<void> }> => {
  const environment = { ...place.environment, ...plain };
  const command = shellFor(spec.command);
  const [file = '', ...args] = command;
  if (spec.outside) {
    const pty = await ptys.open({ file, args, cwd: spec.cwd, environment: { ...process.env, ...environment }, ...size });
    return { pty, settled: pty.exited.then(() => undefined) };
  }
  const wrapped = await place.sandbox.terminal({ command, cwd: spec.cwd, environment, onNote: spec.onNote });
  try {
    const pty = await ptys.open({ file: wrapped.file, args: wrapped.args, cwd: spec.cwd, environment: wrapped.environment, ...size });
    const settle = (): Promise<void> => wrapped.settle().catch((error: unknown) => log.error('native.shell.settle', { error }));
    return { pty, settled: pty.exited.then(settle) };
  } catch (error) {
    await wrapped.settle();
    throw error;
  }
};
