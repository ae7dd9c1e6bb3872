/** Finds the running core or starts one that outlives this command, and ends by itself when nobody needs it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { watch } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FailureKind } from '#contract/failure.ts';
import { dataPaths } from '#main/base/paths.ts';
import { ownerVariableName } from '#main/base/warden.ts';
import { failed } from './cli-error.ts';
import { findCore, type CoreSession } from './core-session.ts';

const IDLE_EXIT_MINUTES = 10;
/** A core that checks a large database after a crash takes its time. */
const READY_WITHIN_MS = 60_000;
/** Should the system not tell about a change of the data folder, we look by ourselves this often. */
const LOOK_EVERY_MS = 500;

const makeFolder = async (dataFolder: string): Promise<void> => {
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  } catch {
    // Whatever the reason is, what to do about it is the same.
    throw failed(
      'denied',
      `${dataFolder} cannot be used as the data folder.`,
      'Look at what is there, or name another folder in SWITCHYARD_HOME.',
    );
  }
};

interface Started {
  readonly child: ChildProcess;
  readonly logFile: string;
  /** Where in the log file this start's words begin. */
  readonly logFrom: number;
}

/** Not through base/command on purpose: this process must outlive the one that starts it. */
const startDetached = async (dataFolder: string): Promise<Started> => {
  const { logs } = dataPaths(dataFolder);
  await mkdir(logs, { recursive: true, mode: 0o700 });
  const logFile = join(logs, 'started-by-command-line.log');
  const log = await open(logFile, 'a', 0o600);
  try {
    const { size } = await log.stat();
    const args = [...process.execArgv, process.argv[1] as string, 'serve', '--json', '--idle-exit', String(IDLE_EXIT_MINUTES)];
    const child = spawn(process.execPath, args, {
      cwd: dataFolder,
      detached: true,
      windowsHide: true,
      // Its standard output names the address with the token, which belongs in no log.
      stdio: ['ignore', 'ignore', log.fd],
      env: {
        ...process.env,
        INIT_CWD: undefined,
        SWITCHYARD_HOME: dataFolder,
        [ownerVariableName]: undefined,
        SWITCHYARD_LIFELINE: undefined,
      },
    });
    child.on('error', () => undefined);
    child.unref();
    return { child, logFile, logFrom: size };
  } finally {
    await log.close();
  }
};

interface LastWords {
  readonly kind: FailureKind;
  readonly message: string;
  readonly action: string | null;
}

/** The failure that the started core ended with, from its last line; null when it says none. */
const lastWords = async ({ logFile, logFrom }: Started): Promise<LastWords | null> => {
  const lines = (await readFile(logFile)).subarray(logFrom).toString('utf8').trim().split('\n');
  for (const line of lines.toReversed()) {
    try {
      const { error } = JSON.parse(line) as { error?: LastWords };
      if (error !== undefined) return error;
    } catch {
      // Something else that was printed.
    }
  }
  return null;
};

/** Tells when it is worth looking again: the folder changed, the child ended, or a while has passed. */
const signs = (dataFolder: string) => {
  let wake: (() => void) | null = null;
  const ring = (): void => wake?.();
  const watcher = watch(dataFolder, ring);
  watcher.on('error', () => undefined);
  const timer = setInterval(ring, LOOK_EVERY_MS);
  return {
    ring,
    next: () => new Promise<void>((resolve) => (wake = resolve)),
    dispose: () => {
      watcher.close();
      clearInterval(timer);
    },
  };
};

/** Throws what the started core ended with, unless that is only that another one has the folder. */
const judge = async (started: Started): Promise<void> => {
  const error = await lastWords(started);
  if (error?.kind === 'busy') return;
  throw failed(
    error?.kind ?? 'unavailable',
    error?.message ?? 'The core could not be started.',
    error?.action ?? `${started.logFile} says more.`,
  );
};

/**
 * The core of this data folder; one is started when none runs. Two command lines at once end up with the same. A core that
 * is on its way out still holds the folder: then another one is started when it is gone.
 */
export const connectOrStart = async (dataFolder: string): Promise<CoreSession> => {
  const running = await findCore(dataFolder);
  if (running !== null) return running;
  await makeFolder(dataFolder);
  const sign = signs(dataFolder);
  const deadline = performance.now() + READY_WITHIN_MS;
  let started: Started | null = null;
  try {
    while (performance.now() < deadline) {
      const session = await findCore(dataFolder);
      if (session !== null) {
        // Another one was quicker. Ours must not linger and take over when that one ends.
        if (started !== null && started.child.pid !== session.file.pid) started.child.kill();
        return session;
      }
      if (started === null) {
        started = await startDetached(dataFolder);
        started.child.once('exit', sign.ring);
      } else if (started.child.exitCode !== null || started.child.signalCode !== null) {
        await judge(started);
        started = null;
      }
      await sign.next();
    }
  } finally {
    sign.dispose();
  }
  throw failed('unavailable', 'The core did not come up in time.', 'The log in the data folder says more.');
};
