/** Ending a process group: politely, then not. */
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Whether a member of the group is more than a zombie. Orphans whose parent does not collect them stay zombies for as
 * long as it pleases the init process, and nothing waits for the dead.
 */
const hasRunningMember = (group: number): boolean => {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // "pid (name) state ppid pgrp …"; the name may hold anything, parentheses included.
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(pgrp) === group && state !== 'Z' && state !== 'X') return true;
    } catch {
      // Ended while we looked.
    }
  }
  return false;
};

/** Whether a process runs; a zombie that nobody collects does not. */
export const processLives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
};

/** Whether the group still has a member that runs. */
export const groupLives = (group: number): boolean => {
  try {
    process.kill(-group, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return process.platform === 'linux' ? hasRunningMember(group) : true;
};

const signalGroup = (group: number, signal: NodeJS.Signals): void => {
  try {
    // Windows knows no groups: the process itself is all that can be named.
    process.kill(process.platform === 'win32' ? group : -group, signal);
  } catch {
    // Gone already.
  }
};

const waitUntil = async (condition: () => boolean, milliseconds: number): Promise<boolean> => {
  const deadline = performance.now() + milliseconds;
  for (let pause = 2; performance.now() < deadline; pause = Math.min(pause * 2, 50)) {
    if (condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return condition();
};

const KILL_WAIT_MS = 2_000;

/** Sends SIGTERM to the group, and SIGKILL to what is left of it after the grace. */
export const killGroup = async (group: number, graceMilliseconds: number): Promise<void> => {
  signalGroup(group, 'SIGTERM');
  if (!(await waitUntil(() => !groupLives(group), graceMilliseconds))) {
    signalGroup(group, 'SIGKILL');
    await waitUntil(() => !groupLives(group), KILL_WAIT_MS);
  }
};
