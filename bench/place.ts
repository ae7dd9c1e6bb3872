/** Folders and repositories that a bench works in; gone when it ends. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives the work a folder of its own and removes it afterwards. */
export const inFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
};

export const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'gc.auto=0', ...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1e9 }).trimEnd();

const FILES_PER_FOLDER = 50;
const LINES = 160;

/** A repository on `main` with this many files of about 8 kB, in folders of 50. */
export const makeRepository = (folder: string, files: number): string => {
  for (let index = 0; index < files; index += 1) {
    const parent = join(folder, `part-${Math.floor(index / FILES_PER_FOLDER)}`);
    if (index % FILES_PER_FOLDER === 0) mkdirSync(parent, { recursive: true });
    const line = `export const value${index} = 'a line of some forty characters';\n`;
    writeFileSync(join(parent, `file-${index}.ts`), line.repeat(LINES));
  }
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'config', 'user.name', 'Ada');
  git(folder, 'config', 'user.email', 'ada@example.com');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'Begin');
  return folder;
};
