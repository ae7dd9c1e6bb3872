/** A git repository in a temporary folder, for tests. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '#main/base/run-command.ts';

export const makeRepository = async (
  files: Readonly<Record<string, string>> = { 'README.md': '# Test\n' },
): Promise<{ readonly path: string; readonly dispose: () => Promise<void> }> => {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-repository-')));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid', '-c', 'init.defaultBranch=main'];
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['commit', '-qm', 'Begin'],
  ]) {
    await run({ file: 'git', args: [...identity, ...args], cwd: path, environment: process.env });
  }
  return { path, dispose: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
};
