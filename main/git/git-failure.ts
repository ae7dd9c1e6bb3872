/** From what git printed to what the user is told. Git speaks English here (LC_ALL=C), so its words can be recognised. */
import { statSync } from 'node:fs';
import { failure, type AppError, type FailureKind } from '#contract/failure.ts';
import type { CommandError } from '#main/base/errors.ts';

type Rule = readonly [pattern: RegExp, kind: FailureKind, message: string, action: string];

const rules: readonly Rule[] = [
  [
    /dubious ownership/,
    'denied',
    'The repository belongs to another user, so git refuses to work in it.',
    'Own the folder, or add it to git’s safe.directory.',
  ],
  [
    /index\.lock': File exists|\.lock': File exists|cannot lock ref .*File exists/,
    'busy',
    'Another git command is at work in this repository.',
    'Try again in a moment. If none is running, delete the .lock file that git names.',
  ],
  [/No space left on device|Disk quota exceeded/, 'storage', 'The disk is full.', 'Free some space, then try again.'],
  [
    /could not read Username|could not read Password|terminal prompts disabled|Authentication failed|Permission denied \(publickey|Host key verification failed/,
    'denied',
    'The server did not let git in.',
    'Sign in with git in a terminal first (a credential helper or an SSH key), then try again.',
  ],
  [
    /does not appear to be a git repository|repository '.*' (not found|does not exist)/,
    'not-found',
    'There is no repository at this address.',
    'Check the address.',
  ],
  [
    /Could not resolve host|unable to access|Could not read from remote repository|Connection refused|Connection timed out/,
    'unavailable',
    'The repository cannot be reached.',
    'Check the address and the network.',
  ],
  [/not a git repository/, 'not-found', 'This is not a git repository.', 'Choose a folder that is one, or run `git init` in it.'],
  [
    /Permission denied|Read-only file system|insufficient permission/,
    'denied',
    'The system does not permit git to write there.',
    'Check who owns the files of the repository.',
  ],
  // When it runs out of space in the middle of a file, git does not say that this is why.
  [
    /unable to write (file|new index|new_index)|failed to write|write error/,
    'storage',
    'The disk does not take the files: it is full or failing.',
    'Free some space, then try again.',
  ],
  [
    /git-lfs: (command )?not found|'?git-lfs'?.*not found|external filter .*git-lfs/,
    'unavailable',
    'The repository uses Git LFS, which is not installed.',
    'Install Git LFS, then try again.',
  ],
  [
    /bad object|missing blob|unable to read (tree|sha1|[0-9a-f]{40})|loose object .* is corrupt|is corrupt/,
    'git',
    'Objects are missing or damaged in the repository.',
    'Run `git fsck` in the project’s folder.',
  ],
];

const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
};

const installHint = (): string => {
  switch (process.platform) {
    case 'darwin':
      return 'Install it with `xcode-select --install`, then start Switchyard again.';
    case 'win32':
      return 'Install Git for Windows from git-scm.com, then start Switchyard again.';
    default:
      return 'Install it with your package manager, for example `sudo apt install git`, then start Switchyard again.';
  }
};

const gitMissing = (): AppError => failure('unavailable', 'git is not installed.', installHint());

/** `verb` is the git command, for the last resort. */
export const gitFailure = (error: CommandError, verb: string, folder: string): AppError => {
  if (error.startError !== null) {
    if (!isFolder(folder)) return failure('unavailable', `The folder ${folder} is gone.`, 'Bring it back, or remove what refers to it.');
    return error.startError === 'ENOENT'
      ? gitMissing()
      : failure('unavailable', `git could not be started (${error.startError}).`, 'Try again.');
  }
  const rule = rules.find(([pattern]) => pattern.test(error.lastLines));
  if (rule !== undefined) return failure(rule[1], rule[2], rule[3], { details: error.lastLines });
  const lines = error.lastLines.split('\n').filter((line) => line.trim() !== '');
  const said = lines.find((line) => /^(fatal|error): /.test(line)) ?? lines.at(-1) ?? error.signal ?? `exit code ${error.exitCode}`;
  return failure('git', `git ${verb} failed: ${said.replace(/^(fatal|error): /, '')}`, undefined, { details: error.lastLines });
};
