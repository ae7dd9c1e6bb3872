/**
 * The one runner of git. Nobody else starts git; each verb has a file of its own beside this one.
 *
 * It holds the host-wide budget, knows where git stands (ground.ts), keeps prompts, pagers, editors and hooks off, and
 * turns what git prints on failure into a sentence. It does not know threads or projects.
 */
import { failure } from '#contract/failure.ts';
import { CommandError } from '#main/base/errors.ts';
import { run, type RunResult } from '#main/base/run-command.ts';
import { Budget, type BudgetOptions, type Priority } from './budget.ts';
import { gitFailure } from './git-failure.ts';
import { configArguments, environmentOf, folderOf, type Ground } from './ground.ts';
import { listFilters, quietFilters } from './quiet-filters.ts';
import { parseVersion, tooOld, type GitVersion } from './version.ts';

export interface GitRequest {
  readonly ground: Ground;
  /** The verb and its arguments. Paths stand after `--` and are literal, never patterns. */
  readonly args: readonly string[];
  /** Further configuration for this run. */
  readonly config?: Readonly<Record<string, string>>;
  /** Default: interactive. */
  readonly priority?: Priority;
  /** For what waits on a network: it would hold a place of the budget for minutes. */
  readonly outsideBudget?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Exit codes that are answers and not failures. Default: 0. */
  readonly accept?: readonly number[];
  readonly input?: string | Uint8Array;
  /** True when it writes the index or refs; otherwise git takes no optional locks. */
  readonly writes?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly maxOutputBytes?: number;
  readonly onStdout?: (piece: Buffer) => void | Promise<void>;
  readonly onStderr?: (piece: Buffer) => void | Promise<void>;
}

export interface Git {
  /** Throws AppError: what failed as a sentence, with git's last lines in `details`; `cancelled` when aborted. */
  readonly run: (request: GitRequest) => Promise<RunResult>;
  /** Standard output as text, without the last line feed. */
  readonly text: (request: GitRequest) => Promise<string>;
  /** Throws AppError when git is missing or too old. Asked once, again after a failure. */
  readonly version: () => Promise<GitVersion>;
  readonly load: () => { readonly running: number; readonly waiting: number };
}

export interface GitOptions {
  /** The program; found on PATH by default. */
  readonly program?: string;
  readonly budget?: BudgetOptions;
}

export const createGit = (options: GitOptions = {}): Git => {
  const budget = new Budget(options.budget);
  const program = options.program ?? 'git';
  let known: Promise<GitVersion> | null = null;

  const runNow = async (request: GitRequest): Promise<RunResult> => {
    const { ground, args, signal } = request;
    const folder = folderOf(ground);
    const more = Object.entries(request.config ?? {}).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    const environment = { ...environmentOf(ground, request.writes === true), ...(await quiet(ground, signal)), ...request.environment };
    try {
      return await run({ file: program, args: [...configArguments(ground), ...more, ...args], cwd: folder, environment }, request);
    } catch (error) {
      if (signal?.aborted === true) throw failure('cancelled', 'Stopped.');
      if (error instanceof CommandError) throw Object.assign(gitFailure(error, args[0] ?? '', folder), { cause: error });
      throw error;
    }
  };

  /** Where files of the user's are read or written, filters could run. */
  const quiet = async (ground: Ground, signal: AbortSignal | undefined): Promise<Readonly<Record<string, string>>> => {
    if (ground.kind !== 'own' || (ground.gitDir !== undefined && ground.workTree === undefined)) return {};
    const listing = { file: program, args: listFilters, cwd: folderOf(ground), environment: environmentOf(ground, false) };
    // 1: there are none; 128: no repository. Whatever else git says, it will say again to the run itself.
    return quietFilters((await run(listing, { accept: [0, 1, 128, 129], signal }).catch(() => null))?.stdout ?? '');
  };

  const ask = async (): Promise<GitVersion> => {
    const result = await runNow({ ground: { kind: 'own', folder: process.cwd() }, args: ['--version'] });
    const version = parseVersion(result.stdout.toString('utf8'));
    const refusal = tooOld(version);
    if (refusal !== null) throw refusal;
    return version;
  };
  const version = (): Promise<GitVersion> => {
    known ??= ask().catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };

  const spend = async (request: GitRequest): Promise<RunResult> => {
    await version();
    if (request.outsideBudget === true) return runNow(request);
    return budget.spend(request.priority ?? 'interactive', request.signal, () => runNow(request));
  };

  return {
    run: spend,
    text: async (request) => (await spend(request)).stdout.toString('utf8').replace(/\n$/, ''),
    version,
    load: () => budget.load,
  };
};

/** Fields of NUL-terminated output. */
export const nulFields = (output: Buffer | string): string[] => {
  const text = typeof output === 'string' ? output : output.toString('utf8');
  if (text === '') return [];
  return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
};
