/** Where the checkout is, and how its scripts start programs there. */
import { spawn, type StdioOptions } from 'node:child_process';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

/** A path inside the checkout. */
export const inRoot = (...parts: string[]): string => join(root, ...parts);

export interface Ran {
  /** 128 + signal number is not told apart: null exit codes read as 1. */
  readonly code: number;
  readonly output: string;
  readonly seconds: number;
}

export interface RunOptions {
  /** `show` passes the output through; `keep` returns it. */
  readonly output: 'show' | 'keep';
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly timeoutSeconds?: number;
}

/** Runs a program to its end. A program that is not there reads as exit code 127. */
export function run(program: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const began = performance.now();
  const stdio: StdioOptions = options.output === 'show' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'];
  const child = spawn(program, args, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.environment },
    stdio,
    timeout: (options.timeoutSeconds ?? 0) * 1000,
  });
  let output = '';
  const keep = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return new Promise((resolve) => {
    const end = (code: number): void => resolve({ code, output, seconds: (performance.now() - began) / 1000 });
    child.on('error', (error) => {
      output += error.message;
      end(127);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}

/** Stops the script with one sentence for the user. */
export function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
