/**
 * Real repositories for tests, built like a story: `await repository.commit({ 'a.txt': 'one' }, 'First')`. Uses git
 * directly, as a user or an agent would, with a home folder of its own.
 */
import { execFile } from 'node:child_process';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ThreadId } from '#contract/ids.ts';
import { Project } from '#contract/projects.ts';
import { Settings } from '#contract/settings.ts';
import { dataPaths, type DataPaths } from '#main/base/paths.ts';
import { createGit, type Git } from '#main/git/git.ts';
import { createShadows, type Shadows } from '#main/git/shadow.ts';
import type { Intent, Intents } from '#main/worktrees/intents.ts';

const execute = promisify(execFile);

export type Files = Readonly<Record<string, string | Uint8Array | null>>;

const userEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
  GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
});

/** Writes files below a folder; null deletes. */
export const writeFiles = async (folder: string, files: Files): Promise<void> => {
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    if (content === null) await rm(target, { recursive: true, force: true });
    else {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content);
    }
  }
};

/** Every file below a folder with its text, git's own left out. */
export const readFiles = async (folder: string): Promise<Readonly<Record<string, string>>> => {
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    if (entry.isFile() && path !== '.git' && !path.startsWith('.git/')) found[path] = await readFile(join(folder, path), 'utf8');
  }
  return found;
};

/** A checkout that a user or an agent works in. */
export class Checkout {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }

  /** Runs git as its user would: hooks, configuration and all. Gives what it printed. */
  async git(...args: readonly string[]): Promise<string> {
    const running = execute('git', args, { cwd: this.path, env: userEnvironment(), maxBuffer: 1e8 });
    // Traps and filters read to the end of what they are given.
    running.child.stdin?.end();
    return (await running).stdout.trimEnd();
  }
  write(files: Files): Promise<void> {
    return writeFiles(this.path, files);
  }
  /** Writes the files, adds everything and commits. Gives the commit. */
  async commit(files: Files, message: string): Promise<string> {
    await this.write(files);
    await this.git('add', '-A');
    await this.git('commit', '-q', '--allow-empty', '--no-verify', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }
  status(): Promise<string> {
    return this.git('status', '--porcelain=v1', '-uall', '--ignore-submodules=none');
  }
  /** A script that leaves a mark when it runs: to be planted. */
  async trap(name: string, mark: string): Promise<string> {
    const path = join(this.path, name);
    await writeFiles(this.path, { [name]: `#!/bin/sh\ntouch '${mark}'\ncat\n` });
    await chmod(path, 0o755);
    return path;
  }
}

export interface World {
  readonly folder: string;
  readonly paths: DataPaths;
  readonly git: Git;
  readonly shadows: Shadows;
  readonly intents: Intents & { readonly all: () => readonly Intent[] };
  readonly settings: () => Settings;
  /** A repository with one commit on `main`, at `name` below the folder. */
  readonly repository: (name?: string) => Promise<Checkout>;
  readonly project: (checkout: Checkout, more?: Partial<Project>) => Project;
  /** True when a trap has run. */
  readonly mark: string;
  readonly sprung: () => Promise<boolean>;
  readonly dispose: () => Promise<void>;
}

const memoryIntents = (): World['intents'] => {
  const open = new Map<string, Intent>();
  let next = 1;
  return {
    begin: (intent) => {
      const id = String(next++);
      open.set(id, { ...intent, id });
      return id;
    },
    end: (id) => void open.delete(id),
    open: (prefix) => [...open.values()].filter(({ kind }) => kind.startsWith(prefix)),
    all: () => [...open.values()],
  };
};

export const aThread = 't_0123456789abc' as ThreadId;

export const createWorld = async (): Promise<World> => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-git-')));
  const paths = dataPaths(join(folder, 'data'));
  const git = createGit();
  const mark = join(folder, 'sprung');
  const repository = async (name = 'repository'): Promise<Checkout> => {
    const checkout = new Checkout(join(folder, name));
    await mkdir(checkout.path, { recursive: true });
    await checkout.git('init', '-q', '-b', 'main');
    await checkout.git('config', 'user.name', 'Ada');
    await checkout.git('config', 'user.email', 'ada@example.org');
    await checkout.commit({ 'README.md': 'Hello\n' }, 'First');
    return checkout;
  };
  return {
    folder,
    paths,
    git,
    shadows: createShadows(git, join(paths.temporary, 'git')),
    intents: memoryIntents(),
    settings: () => Settings.parse({}),
    repository,
    project: (checkout, more = {}) => ({
      ...Project.parse({
        id: 'p_0123456789abc',
        name: 'repository',
        path: checkout.path,
        state: { kind: 'ready' },
        branch: 'main',
        defaultBranch: 'main',
        settings: {},
        file: null,
        fileFailure: null,
        trust: 'not-needed',
        createdAt: 0,
      }),
      ...more,
    }),
    mark,
    sprung: async () => (await lstat(mark).catch(() => null)) !== null,
    dispose: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
};
