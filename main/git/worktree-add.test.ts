import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGit } from './git.ts';
import { listAdminDirs } from './thread-ground.ts';
import { addWorktree, unregisterWorktree } from './worktree-add.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-add-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('many tasks begun at once in one repository do not read each other’s half-written entries', { timeout: 60_000 }, async () => {
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  git('init', '--quiet', '--initial-branch=main');
  git('-c', 'user.name=T', '-c', 'user.email=t@example.invalid', 'commit', '--quiet', '--allow-empty', '-m', 'First');
  const commit = git('rev-parse', 'HEAD');
  const commonDir = join(folder, '.git');
  const runner = createGit();
  const add = (name: string) =>
    addWorktree(runner, commonDir, { path: join(folder, 'trees', name), branch: `task/${name}`, commit, branchExists: false });
  await add('old');
  const [old] = await listAdminDirs(commonDir);
  const names = Array.from({ length: 24 }, (_, index) => `t${index}`);
  await Promise.all([...names.map(add), unregisterWorktree(commonDir, old?.adminDir ?? '')]);
  const found = await listAdminDirs(commonDir);
  expect(found.map(({ workTree }) => workTree).toSorted()).toEqual(names.map((name) => join(folder, 'trees', name)).toSorted());
});
