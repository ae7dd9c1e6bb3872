/** Small repositories for journeys, made anew for each. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Repository {
  readonly path: string;
  readonly git: (...args: readonly string[]) => string;
  readonly write: (path: string, text: string) => void;
  readonly commitAll: (message: string) => void;
}

const who = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

/** A repository with one commit on `main`, at `path`. */
export const makeRepository = (path: string, files: Readonly<Record<string, string>> = { 'README.md': '# Example\n' }): Repository => {
  mkdirSync(path, { recursive: true });
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: path, encoding: 'utf8', env: { ...process.env, ...who, GIT_CONFIG_NOSYSTEM: '1' } }).trimEnd();
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  };
  const commitAll = (message: string): void => {
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
  };
  git('init', '--quiet', '--initial-branch=main');
  // Commits that the app makes here need an author too.
  git('config', 'user.name', who.GIT_AUTHOR_NAME);
  git('config', 'user.email', who.GIT_AUTHOR_EMAIL);
  for (const [name, text] of Object.entries(files)) write(name, text);
  commitAll('Begin');
  return { path, git, write, commitAll };
};
