/** How to start codex as installed by npm, without its launcher staying in front of it. */
import { realpath } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { onPath } from '#main/agents/on-path.ts';

const LAUNCHER = join('@openai', 'codex', 'bin', 'codex.js');

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
