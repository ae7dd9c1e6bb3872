/** Where an agent's program is and what of the disk it needs to run. */
import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, sep } from 'node:path';
import { onPath } from '#main/agents/on-path.ts';

export interface FoundProgram {
  readonly file: string;
  /** Before the arguments of the agent. */
  readonly args: readonly string[];
  /** Absolute: its own code, wherever it is installed. */
  readonly readable: readonly string[];
}

/** A package brings its dependencies beside itself: all of the folder that it was installed in. */
const installedIn = (file: string): string => {
  const parts = file.split(sep);
  const at = parts.indexOf('node_modules');
  return at < 0 ? dirname(file) : parts.slice(0, at + 1).join(sep);
};

const runsOnNode = async (file: string): Promise<boolean> => {
  if (!/\.[cm]?js$/.test(file)) return false;
  return /^#!.*\bnode\b/.test((await readFile(file, 'utf8')).slice(0, 200));
};

/**
 * A program of Node's is run by the Node that runs us, where that is one: the one on the PATH may be too old for it, or stand where
 * the sandbox does not show it. Null when there is no such program.
 */
export const findProgram = async (name: string, path: string): Promise<FoundProgram | null> => {
  const found = await onPath(name, path);
  if (found === null) return null;
  const real = await realpath(found);
  const readable = [...new Set([installedIn(real), installedIn(found)])].filter((folder) => folder !== sep);
  const isNode = /^node$/.test(basename(process.execPath));
  if (!isNode || !(await runsOnNode(real))) return { file: found, args: [], readable };
  return { file: process.execPath, args: [real], readable: [...readable, process.execPath] };
};
