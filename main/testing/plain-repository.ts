/** The smallest repository that a whole core is tried on: one commit on `main`. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes it in a new folder `repository` below `root`, with this file in it. */
export const plainRepository = (root: string, name: string, text: string): void => {
  const repository = join(root, 'repository');
  mkdirSync(repository);
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', ...args], { cwd: repository });
  };
  git('init', '-q', '-b', 'main');
  writeFileSync(join(repository, name), text);
  git('add', '.');
  git('commit', '-qm', 'first');
};
