/**
 * The one door for processes. Everything the core starts comes through here, so that
 *  - each child leads a process group of its own that is ended whole;
 *  - each child is known to the warden, which ends it when the core dies, be it by kill -9;
 *  - nothing inherits more of the environment than its caller passes.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { CommandError } from './errors.ts';
import { killGroup } from './process-group.ts';
import { ownerVariable, warden } from './warden.ts';

export interface CommandSpec {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment of the child. Usually starts from `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process that runs. Its three streams are open until it ends. */
export interface RunningCommand {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when the process ended and its output was read to the end. Never rejects. */
  readonly exited: Promise<Exit>;
  /** Ends the whole group: asks, and after `graceMilliseconds` kills. Resolves when it is gone. */
  readonly end: (graceMilliseconds?: number) => Promise<void>;
}

const DEFAULT_GRACE_MS = 2_000;
/** What left the group (a daemon with a session of its own) may hold the output open: it is not read past this. */
const LAST_OUTPUT_MS = 500;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const spawned = (spec: CommandSpec): Promise<Child> =>
  new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      reject(new CommandError({ command: spec.file, exitCode: null, signal: null, lastLines: '', startError: code }));
    };
    try {
      const child = spawn(spec.file, spec.args, {
        cwd: spec.cwd,
        env: { ...spec.environment, ...ownerVariable() },
        stdio: ['pipe', 'pipe', 'pipe'],
        detached: true,
        windowsHide: true,
      });
      child.once('error', fail);
      child.once('spawn', () => resolve(child));
    } catch (error) {
      // A NUL byte in an argument, or a folder that is none, throws instead of emitting.
      fail(error);
    }
  });

/** Starts a process and hands it over. Throws CommandError when it cannot be started. */
export const start = async (spec: CommandSpec): Promise<RunningCommand> => {
  const child = await spawned(spec);
  const pid = child.pid as number;
  const watch = warden().watch(pid);
  // A child that closes its input early must not take the core down with EPIPE.
  child.stdin.on('error', () => undefined);
  child.on('error', () => undefined);
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      void watch.dispose();
      resolve({ code, signal });
    });
  });
  const end = async (graceMilliseconds: number): Promise<void> => {
    await killGroup(pid, graceMilliseconds);
    const letGo = setTimeout(() => {
      for (const stream of child.stdio) stream?.destroy();
    }, LAST_OUTPUT_MS);
    await exited;
    clearTimeout(letGo);
  };
  return {
    pid,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    exited,
    end: (graceMilliseconds = DEFAULT_GRACE_MS) => end(graceMilliseconds),
  };
};
