/** How to start codex as installed by npm, without its launcher staying in front of it. */
import { constants } from 'node:fs';
import { access, realpath } from 'node:fs/promises';
import { basename, delimiter, isAbsolute, join, sep } from 'node:path';

const LAUNCHER = join('@openai', 'codex', 'bin', 'codex.js');

const isRunnable = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const onPath = async (name: string, path: string): Promise<string | null> => {
  if (isAbsolute(name) || name.includes(sep)) return name;
  for (const folder of path.split(delimiter)) {
    if (folder !== '' && (await isRunnable(join(folder, name)))) return join(folder, name);
  }
  return null;
};

/**
 * File and first arguments. The launcher replaces itself by the program only on a recent Node; on an older one it stays
 * and costs a process. So it is run by the Node that runs us, where that is one; the PATH of the agent's commands stays
 * the user's own.
 */
export const findProgram = async (name: string, path: string): Promise<{ readonly file: string; readonly args: readonly string[] }> => {
  const asGiven = { file: name, args: [] };
  if (!/^node$/.test(basename(process.execPath))) return asGiven;
  try {
    const real = await realpath((await onPath(name, path)) ?? name);
    return real.endsWith(`${sep}${LAUNCHER}`) ? { file: process.execPath, args: [real] } : asGiven;
  } catch {
    return asGiven;
  }
};
