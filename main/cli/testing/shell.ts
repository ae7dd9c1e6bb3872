/** A data folder and a repository of their own, and the command line as a user's shell runs it: real processes. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Lifetime } from '#main/base/disposable.ts';
import { run } from '#main/base/run-command.ts';
import { appRoot } from '#main/rpc/app-root.ts';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Parsed JSON whose shape the test expects. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Shell {
  readonly home: string;
  readonly repository: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Owned things end with the shell, the last first. */
  readonly lifetime: Lifetime;
  readonly run: (args: readonly string[], options?: { readonly input?: string; readonly cwd?: string }) => Promise<Ran>;
  /** Runs with --json, expects success and gives the value. */
  readonly json: (...args: string[]) => Promise<Json>;
  readonly start: (args: readonly string[]) => ReturnType<typeof spawn>;
  readonly dispose: () => Promise<void>;
}

const entry = join(appRoot, 'main', 'cli', 'cli.ts');

const makeRepository = async (path: string): Promise<void> => {
  await mkdir(path);
  await writeFile(join(path, 'greeting.txt'), 'Hello\n');
  const steps = [
    ['init', '-q', '-b', 'main'],
    ['config', 'user.name', 'Ann'],
    ['config', 'user.email', 'ann@example.org'],
    ['add', '.'],
    ['commit', '-qm', 'Begin'],
  ];
  for (const args of steps) await run({ file: 'git', args, cwd: path, environment: process.env });
};

/** A prompt that the scripted agent plays. */
export const script = (title: string, steps: readonly object[], then: readonly (readonly object[])[] = []): string =>
  `${title}\n\`\`\`script\n${JSON.stringify({ steps, then })}\n\`\`\``;

export const openShell = async (): Promise<Shell> => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-cli-')));
  const lifetime = new Lifetime();
  lifetime.own({ dispose: () => rm(root, { recursive: true, force: true, maxRetries: 3 }) });
  const [home, repository] = [join(root, 'home'), join(root, 'shop')];
  await makeRepository(repository);
  const { INIT_CWD: _, FORCE_COLOR: __, ...inherited } = process.env;
  const environment = { ...inherited, SWITCHYARD_HOME: home };
  const start: Shell['start'] = (args) => spawn(process.execPath, [entry, ...args], { cwd: repository, env: environment });
  const runIt: Shell['run'] = async (args, options = {}) => {
    const child = spawn(process.execPath, [entry, ...args], { cwd: options.cwd ?? repository, env: environment });
    child.stdin.end(options.input ?? '');
    const code = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await code, stdout, stderr };
  };
  lifetime.own({ dispose: () => runIt(['quit']).then(() => undefined) });
  return {
    home,
    repository,
    environment,
    lifetime,
    start,
    run: runIt,
    json: async (...args) => {
      const ran = await runIt([...args, '--json']);
      if (ran.code !== 0) throw new Error(`switchyard ${args.join(' ')} ended with ${ran.code}: ${ran.stderr}`);
      return JSON.parse(ran.stdout);
    },
    dispose: () => lifetime.dispose(),
  };
};
