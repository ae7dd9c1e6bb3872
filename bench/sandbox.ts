/**
 * What the sandbox costs per command, against plain bubblewrap in the same run: by the object that a core keeps for a thread,
 * and by the command line, which begins with a Node of its own.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openThreadSandbox, type HeldSandbox } from '#main/sandboxes/open-thread-sandbox.ts';
import { defaultPolicy } from '#sandbox/policy.ts';
import { inRoot } from '#scripts/checkout.ts';
import { median, timed, type Bench, type Figure } from './figures.ts';
import { inFolder, makeRepository } from './place.ts';

const FILES = 1_000;

const ended = (file: string, args: readonly string[], cwd: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, stdio: 'ignore' });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${file} ended with ${code}`))));
  });

/** As somebody would write it by hand: everything read-only, the workspace and a temporary folder not, no network. */
const bubblewrap = (cwd: string, command: readonly string[]): Promise<void> => {
  const isolation = ['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL'];
  const mounts = ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--tmpfs', '/var/tmp', '--bind', cwd, cwd, '--chdir', cwd];
  return ended('bwrap', [...isolation, ...mounts, '--', ...command], cwd);
};

const sandboxed = async (held: HeldSandbox, cwd: string, command: readonly string[]): Promise<void> => {
  const stdio = ['ignore', 'ignore', 'ignore'] as const;
  const running = await held.sandbox.start({ command, cwd, environment: {}, stdio, onNote: () => undefined });
  await running.ended;
};

const open = (folder: string, workspace: string): HeldSandbox =>
  openThreadSandbox({
    ...{ folder, hidden: [], onRefused: () => undefined },
    find: () => ({ workspace, policy: defaultPolicy('workspace-write') }),
  });

/** Taken in turns, so that all stand the same weather. */
const interleaved = async (
  runs: number,
  ways: Readonly<Record<string, () => Promise<void>>>,
): Promise<Readonly<Record<string, number>>> => {
  const times = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
  for (const way of Object.values(ways)) await way();
  for (let run = 0; run < runs; run += 1) for (const [name, way] of Object.entries(ways)) times.get(name)?.push(await timed(way));
  return Object.fromEntries([...times].map(([name, taken]) => [name, median(taken)]));
};

const figure = (name: string, value: number | undefined, plain: number | undefined, mostRatio?: number): Figure => ({
  ...{ name, value: value ?? Number.NaN, unit: 'ms' },
  limit: { name: 'plain bubblewrap', value: plain ?? Number.NaN },
  ...(mostRatio === undefined ? {} : { goal: { mostRatio } }),
});

const shell = ['/bin/bash', '-c', 'true'];
const status = ['/bin/bash', '-c', 'git status --porcelain; git log -1'];

export const sandbox: Bench = {
  name: 'sandbox',
  run: ({ quick }) =>
    inFolder(async (folder) => {
      const [plain, worktree] = [join(folder, 'plain'), join(folder, 'worktree')];
      mkdirSync(plain);
      writeFileSync(join(plain, 'file'), 'x');
      const repository = makeRepository(join(folder, 'repository'), FILES);
      execFileSync('git', ['-C', repository, 'worktree', 'add', '-q', worktree, '-b', 'tasks/one/work']);
      const held = { plain: open(join(folder, 'a'), plain), worktree: open(join(folder, 'b'), worktree) };
      const cli = [inRoot('bin', 'switchyard.mjs'), 'sandbox', '--cwd', plain, '--'];
      try {
        const taken = await interleaved(quick ? 10 : 40, {
          bwrap: () => bubblewrap(plain, shell),
          thread: () => sandboxed(held.plain, plain, shell),
          worktree: () => sandboxed(held.worktree, worktree, shell),
          bwrapStatus: () => bubblewrap(worktree, status),
          status: () => sandboxed(held.worktree, worktree, status),
          cli: () => ended(process.execPath, [...cli, ...shell], plain),
        });
        return [
          figure('a shell that does nothing, in a folder', taken['thread'], taken['bwrap'], 1.3),
          figure('the same, in a git worktree', taken['worktree'], taken['bwrap'], 1.3),
          figure('git status and log, in a git worktree', taken['status'], taken['bwrapStatus'], 1.3),
          figure('by the command line, with its Node', taken['cli'], taken['bwrap']),
        ];
      } finally {
        await Promise.all([held.plain.close(), held.worktree.close()]);
      }
    }),
};
