/** Opens a file of a thread in the user's own editor: by the command that the settings name, else by the system. */
import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { failure } from '#contract/failure.ts';
import type { HostAbilities } from '#main/base/host.ts';
import { ownerVariableName } from '#main/base/warden.ts';

export interface FileToOpen {
  /** The thread's folder. */
  readonly folder: string;
  /** Below it. */
  readonly path: string;
  readonly line: number | null;
}

/** Words of a command line: parts in quotes stay together, nothing is expanded. */
const words = (command: string): readonly string[] =>
  [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');

/**
 * Program and arguments of a template such as `code -g {path}:{line}`. `{path}` is absolute, `{folder}` the thread's; a
 * template that names no path gets it as its last argument. Null when the template is empty.
 */
export const editorCommand = (template: string, { folder, path, line }: FileToOpen): readonly string[] | null => {
  const parts = words(template);
  if (parts.length === 0) return null;
  const whole = join(folder, path);
  const filled = parts.map((part) =>
    part
      .replaceAll('{path}', whole)
      .replaceAll('{line}', String(line ?? 1))
      .replaceAll('{folder}', folder),
  );
  return template.includes('{path}') ? filled : [...filled, whole];
};

/** Resolves once it runs. Not through base/command on purpose: the editor is the user's own and must not end with the core. */
const start = ([program = '', ...args]: readonly string[], cwd: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      stdio: 'ignore',
      detached: true,
      env: { ...process.env, [ownerVariableName]: undefined },
    });
    child.once('error', (error) =>
      reject(
        failure('unavailable', `The editor “${program}” could not be started.`, 'Look at the editor in the settings.', {
          details: error.message,
        }),
      ),
    );
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });

export const openFile = async (host: Pick<HostAbilities, 'openPath'>, template: string, file: FileToOpen): Promise<void> => {
  if (isAbsolute(file.path) || file.path.split(/[\\/]/).includes('..'))
    throw failure('invalid', 'This is no path of a file in the worktree.');
  const whole = join(file.folder, file.path);
  await stat(whole).catch(() => {
    throw failure('not-found', `There is nothing at ${whole} (any more).`);
  });
  const command = editorCommand(template, file);
  if (command !== null) return start(command, file.folder);
  if (host.openPath === undefined)
    throw failure(
      'unavailable',
      'No editor is set.',
      'Name the command of your editor in the settings, for example: code -g {path}:{line}',
    );
  await host.openPath(whole);
};
