/**
 * One running program of an agent. For a thread it runs in the thread's sandbox, with its own folders and its providers' hosts
 * beside the policy; under full access, and to be looked at, it runs free.
 */
import { lstat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { failure } from '#contract/failure.ts';
import type { HandedServer, SessionPlace } from '#main/agents/agent-backend.ts';
import { start } from '#main/base/command.ts';
import type { Note } from '#sandbox/report.ts';
import type { SandboxedCommand } from '#sandbox/thread-sandbox.ts';
import { findProgram, type FoundProgram } from './find-program.ts';
import { prepareFolders } from './own-folders.ts';
import type { AcpProgram } from './program.ts';
import { providerHosts } from './provider-hosts.ts';

export interface AgentProcess {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** How it ended: `exit code 1`, `signal SIGKILL`. Never rejects. */
  readonly ended: Promise<string>;
  /** Ends it and all that it started. */
  readonly end: () => Promise<void>;
}

/** How long a program may take to end by itself. */
const GRACE_MS = 1_500;

const howItEnded = (code: number | null, signal: string | null): string => (signal === null ? `exit code ${code}` : `signal ${signal}`);

/** Throws AppError `unavailable` with the one line that installs it. */
export const locate = async ({ label, command, environment, preset }: AcpProgram): Promise<FoundProgram> => {
  const found = await findProgram(command, environment['PATH'] ?? '');
  if (found !== null) return found;
  throw failure(
    'unavailable',
    `${label} is not installed.`,
    preset.install === '' ? `Install it, or correct “command” of the agent (${command}).` : `Install it with \`${preset.install}\`.`,
  );
};

/** Without a sandbox: full access, or a look that no model takes part in. Throws CommandError, AppError. */
export const startFree = async (
  program: AcpProgram,
  cwd: string,
  added: Readonly<Record<string, string>> = {},
  args: readonly string[] = program.args,
): Promise<AgentProcess> => {
  const { file, args: before } = await locate(program);
  const running = await start({ file, args: [...before, ...args], cwd, environment: { ...program.environment, ...added } });
  return {
    ...{ pid: running.pid, stdin: running.stdin, stdout: running.stdout, stderr: running.stderr },
    ended: running.exited.then(({ code, signal }) => howItEnded(code, signal)),
    end: () => running.end(GRACE_MS),
  };
};

const isSocket = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isSocket(),
    () => false,
  );

/** What a server that is handed over needs: its program, and the socket it speaks through. */
const neededBy = async (servers: readonly HandedServer[]): Promise<readonly string[]> => {
  const local = servers.flatMap((server) => ('command' in server ? [server] : []));
  const files = local.flatMap(({ command, args }) => [command, ...args]).filter(isAbsolute);
  const values = local.flatMap(({ env }) => Object.values(env)).filter(isAbsolute);
  const sockets = await Promise.all(values.map(async (path) => ((await isSocket(path)) ? [path] : [])));
  return [...files, ...sockets.flat()];
};

/** The address of a server elsewhere is let through as its provider's are. */
const serverAddresses = (servers: readonly HandedServer[]): readonly string[] =>
  servers.flatMap((server) => ('url' in server ? [server.url] : []));

const sandboxed = async (
  program: AcpProgram,
  place: SessionPlace,
  servers: readonly HandedServer[],
  onNote: (note: Note) => void,
): Promise<SandboxedCommand> => {
  const { file, args, readable } = await locate(program);
  const environment = { ...program.own, ...program.preset.trust?.granted, ...place.environment };
  const whole = { ...process.env, ...environment };
  const folders = await prepareFolders(program.preset.folders, whole);
  const needed = await neededBy(servers);
  return {
    command: [file, ...args, ...program.args],
    cwd: place.cwd,
    environment,
    beside: {
      ...folders,
      readable: [...folders.readable, ...readable, ...needed],
      hosts: await providerHosts(program.preset, serverAddresses(servers), whole),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    onNote,
  };
};

/** For a thread, under its policy. Throws AppError, CommandError. */
export const startForThread = async (
  program: AcpProgram,
  place: SessionPlace,
  servers: readonly HandedServer[],
  onNote: (note: Note) => void,
): Promise<AgentProcess> => {
  if (place.sandbox.policy().name === 'full-access') {
    const granted = place.project?.()?.trust === 'granted' ? program.preset.trust?.granted : {};
    return startFree(program, place.cwd, { ...granted, ...place.environment });
  }
  const running = await place.sandbox.start(await sandboxed(program, place, servers, onNote));
  const { child } = running;
  if (child === null || child.pid === undefined || child.stdin === null || child.stdout === null || child.stderr === null) {
    const { code } = await running.ended;
    throw failure(
      'unavailable',
      `${program.label} could not be started in the sandbox (exit code ${code}).`,
      'Look at `switchyard doctor`.',
    );
  }
  const exited = new Promise<string>((resolve) => child.once('close', (code, signal) => resolve(howItEnded(code, signal))));
  return {
    ...{ pid: child.pid, stdin: child.stdin, stdout: child.stdout, stderr: child.stderr },
    ended: exited,
    end: async () => {
      // Asked first: some hold locks on their records, which one that is killed does not let go of.
      child.stdin?.end();
      running.interrupt('SIGTERM');
      await running.ended;
    },
  };
};
