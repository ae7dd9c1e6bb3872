/**
 * Control groups, where they can be written: the only way to bound the processes of the superuser, and to bound the memory
 * of a whole tree instead of each process. Elsewhere the limits of the start script have to do.
 */
import { accessSync, constants, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import type { Limits } from './policy.ts';

export interface ControlGroups {
  /** Folders in which a group that bounds this can be made; null where there is none. */
  readonly processes: string | null;
  readonly memory: string | null;
}

const ROOT = '/sys/fs/cgroup';
const MEGABYTE = 1024 * 1024;

const canMakeGroups = (folder: string, file: string): boolean => {
  try {
    accessSync(folder, constants.W_OK);
    return file === '' || readFileSync(`${folder}/${file}`).length >= 0;
  } catch {
    return false;
  }
};

const unified = (path: string, controller: string): string | null => {
  try {
    const folder = `${ROOT}${path === '/' ? '' : path}`;
    const passedOn = readFileSync(`${folder}/cgroup.subtree_control`, 'utf8').trim().split(' ');
    return passedOn.includes(controller) && canMakeGroups(folder, '') ? folder : null;
  } catch {
    return null;
  }
};

/** Where groups can be made here, in either layout of the filesystem. */
export const controlGroups = (): ControlGroups => {
  let own: readonly string[];
  try {
    own = readFileSync('/proc/self/cgroup', 'utf8').split('\n');
  } catch {
    return { processes: null, memory: null };
  }
  const find = (controller: string): string | null => {
    for (const line of own) {
      const [, names = '', path = '/'] = line.split(':');
      const folder = `${ROOT}/${controller}${path === '/' ? '' : path}`;
      if (names.split(',').includes(controller) && canMakeGroups(folder, 'cgroup.procs')) return folder;
      const together = names === '' && line !== '' ? unified(path, controller) : null;
      if (together !== null) return together;
    }
    return null;
  };
  return { processes: find('pids'), memory: find('memory') };
};

const PREFIX = 'switchyard-';

/** Groups of launchers that were killed before they could remove them; those still in use refuse to go. */
const removeAbandoned = (folder: string): void => {
  for (const name of readdirSync(folder)) {
    const owner = name.startsWith(PREFIX) ? Number(name.split('-')[1]) : Number.NaN;
    if (!Number.isInteger(owner)) continue;
    try {
      process.kill(owner, 0);
    } catch {
      removeGroup(`${folder}/${name}`);
    }
  }
};

const removeGroup = (group: string): boolean => {
  try {
    rmdirSync(group);
    return true;
  } catch {
    return false;
  }
};

export interface Membership {
  /** Files that a process writes its number to so that it is in. */
  readonly lists: readonly string[];
  /** Puts a process in; what it starts from then on is in as well. Throws when that fails. */
  readonly add: (pid: number) => void;
  /** Call when all have ended. */
  readonly remove: () => void;
}

const writeFirst = (group: string, files: readonly string[], value: number): void => {
  for (const [index, file] of files.entries()) {
    try {
      return writeFileSync(`${group}/${file}`, String(value));
    } catch (error) {
      if (index === files.length - 1) throw error;
    }
  }
};

/** Makes groups for those limits that can be held by one. Throws when a group cannot be made after all. */
export const joinControlGroups = (groups: ControlGroups, limits: Limits): Membership => {
  const made: string[] = [];
  const make = (folder: string | null, files: readonly string[], value: number | null): void => {
    if (folder === null || value === null) return;
    removeAbandoned(folder);
    const group = `${folder}/${PREFIX}${process.pid}-${process.hrtime.bigint()}`;
    mkdirSync(group);
    made.push(group);
    writeFirst(group, files, value);
  };
  // The sandbox itself needs two processes beside the command's.
  make(groups.processes, ['pids.max'], limits.processes === null ? null : limits.processes + 2);
  make(groups.memory, ['memory.max', 'memory.limit_in_bytes'], limits.memoryMegabytes === null ? null : limits.memoryMegabytes * MEGABYTE);
  return {
    lists: made.map((group) => `${group}/cgroup.procs`),
    add: (pid) => made.forEach((group) => writeFileSync(`${group}/cgroup.procs`, String(pid))),
    remove: () => made.forEach((group) => void (removeGroup(group) || setTimeout(() => removeGroup(group), 100).unref())),
  };
};
