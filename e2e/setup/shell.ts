/** The command line as a shell runs it: `node bin/switchyard.mjs …` on a data folder of its own. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inRoot } from '#scripts/checkout.ts';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Shell {
  readonly run: (...args: readonly string[]) => Promise<Ran>;
  /** With `--json`; one that fails throws with what it said. */
  readonly json: (...args: readonly string[]) => Promise<unknown>;
  /** Kills the core that the commands talk to, and resolves when it is dead. */
  readonly killCore: () => Promise<void>;
  readonly quit: () => Promise<Ran>;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const killCore = async (dataFolder: string): Promise<void> => {
  const { pid } = JSON.parse(readFileSync(join(dataFolder, 'core.json'), 'utf8')) as { readonly pid: number };
  process.kill(pid, 'SIGKILL');
  while (isAlive(pid)) await new Promise(setImmediate);
};

export const openShell = (dataFolder: string, cwd: string): Shell => {
  // Written for programs, so that no test depends on where it runs.
  const { INIT_CWD: _initial, FORCE_COLOR: _color, ...inherited } = process.env;
  const run = async (...args: readonly string[]): Promise<Ran> => {
    const child = spawn(process.execPath, [inRoot('bin', 'switchyard.mjs'), ...args], {
      cwd,
      env: { ...inherited, SWITCHYARD_HOME: dataFolder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const code = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await code, stdout, stderr };
  };
  return {
    run,
    json: async (...args) => {
      const ran = await run(...args, '--json');
      if (ran.code !== 0) throw new Error(`switchyard ${args.join(' ')} ended with ${ran.code}: ${ran.stderr}`);
      return JSON.parse(ran.stdout) as unknown;
    },
    killCore: () => killCore(dataFolder),
    quit: () => run('quit'),
  };
};
