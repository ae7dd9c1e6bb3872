/** Ending a session: everything a terminal's shell started, whose jobs are process groups of their own. */
import { readdirSync, readFileSync } from 'node:fs';
import { groupLives, processLives } from './process-group.ts';

/** What the system says of a process: "pid (name) state ppid pgrp session …"; the name may hold anything. */
const groupIn = (pid: string, session: number): number | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, , group, itsSession] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(itsSession) === session && state !== 'Z' && state !== 'X' ? Number(group) : null;
  } catch {
    // Ended while we looked.
    return null;
  }
};

/** Process groups of the session that have a member that runs. Elsewhere than on Linux the leader's group stands for all. */
const groupsOf = (session: number): readonly number[] => {
  if (process.platform !== 'linux') return groupLives(session) ? [session] : [];
  const groups = new Set<number>();
  for (const name of readdirSync('/proc')) {
    const group = /^\d+$/.test(name) ? groupIn(name, session) : null;
    if (group !== null) groups.add(group);
  }
  return [...groups];
};

const signal = (groups: readonly number[], name: NodeJS.Signals): void => {
  for (const group of groups) {
    try {
      process.kill(process.platform === 'win32' ? group : -group, name);
    } catch {
      // Gone already.
    }
  }
};

const waitUntilGone = async (session: number, milliseconds: number): Promise<boolean> => {
  const deadline = performance.now() + milliseconds;
  for (let pause = 4; ; pause = Math.min(pause * 2, 50)) {
    if (process.platform === 'win32' ? !processLives(session) : groupsOf(session).length === 0) return true;
    if (performance.now() >= deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
};

const KILL_WAIT_MS = 2_000;

/** Sends `first` to every group of the session, and SIGKILL to what is left of them after the grace. */
export const endSession = async (session: number, first: 'SIGHUP' | 'SIGTERM', graceMilliseconds: number): Promise<void> => {
  const groups = groupsOf(session);
  signal(groups, first);
  // A stopped job hears nothing before it goes on.
  signal(groups, 'SIGCONT');
  if (await waitUntilGone(session, graceMilliseconds)) return;
  signal(groupsOf(session), 'SIGKILL');
  await waitUntilGone(session, KILL_WAIT_MS);
};
