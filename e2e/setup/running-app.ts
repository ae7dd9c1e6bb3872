/** The built app as a server of its own, on a data folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { inRoot, root } from '#scripts/checkout.ts';

export interface RunningApp {
  readonly dataFolder: string;
  /** Without the token. */
  readonly address: string;
  /** Signs a browser in. */
  readonly addressWithToken: string;
  readonly port: number;
  readonly pid: number;
  /** All that it has written to standard error. */
  readonly errors: () => string;
  /** Asks it to end and gives its exit code; more than once gives the same. */
  readonly stop: () => Promise<number | null>;
  /** Pulls the plug. */
  readonly kill: () => Promise<void>;
}

interface Announced {
  readonly address: string;
  readonly addressWithToken: string;
  readonly port: number;
}

export interface AppOptions {
  readonly dataFolder: string;
  /** 0 takes any free one; the number of a former run lets pages of then connect again. */
  readonly port?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** The folder that the user stands in. */
  readonly cwd?: string;
}

const END_WITHIN_MS = 15_000;

const announcedBy = async (child: ChildProcess, errors: () => string): Promise<Announced> => {
  if (child.stdout === null) throw new Error('the app was started without a standard output');
  const lines = createInterface({ input: child.stdout });
  const first = once(lines, 'line') as Promise<[string]>;
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The app ended with ${String(code)} before it was up: ${errors()}`);
  });
  const [line] = await Promise.race([first, ended]);
  return JSON.parse(line) as Announced;
};

/** Resolves when it serves. */
export const startApp = async ({ dataFolder, port = 0, environment = {}, cwd = root }: AppOptions): Promise<RunningApp> => {
  const child = spawn(process.execPath, [inRoot('out', 'main', 'serve.js'), '--port', String(port), '--json'], {
    cwd,
    env: { ...process.env, INIT_CWD: cwd, SWITCHYARD_HOME: dataFolder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const errors = (): string => said;
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const announced = await announcedBy(child, errors);
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
    const code = await ended;
    clearTimeout(timer);
    return code;
  };
  return {
    ...announced,
    dataFolder,
    pid: child.pid ?? 0,
    errors,
    stop,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};
