/** The built app as a process of its own, and a client of it. */
import { startApp, type AppOptions, type RunningApp } from '#e2e/setup/running-app.ts';
import { findCore, type CoreSession } from '#main/cli/core-session.ts';
import { readFileSync } from 'node:fs';

export interface Served {
  readonly app: RunningApp;
  readonly session: CoreSession;
}

/** Starts the app, connects to it, gives both to `work`, and ends it. */
export const withServed = async <T>(options: AppOptions, work: (served: Served) => Promise<T>): Promise<T> => {
  const app = await startApp(options);
  try {
    const session = await findCore(app.dataFolder);
    if (session === null) throw new Error(`The app does not answer: ${app.errors()}`);
    try {
      return await work({ app, session });
    } finally {
      session.close();
    }
  } finally {
    await app.stop();
  }
};

/** Resident memory in MB; Linux only. */
export const residentMegabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024;

/** Processor time used so far, in ms; Linux only. The kernel counts in hundredths of a second. */
export const cpuMilliseconds = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * 10;
};
