/** Memory and processor time of processes, from /proc where there is one, else from `ps`. */
import { readFile } from 'node:fs/promises';
import { run } from '#main/base/run-command.ts';

export interface ProcessFigures {
  readonly bytes: number;
  /** Processor time used since it began, in seconds. */
  readonly cpuSeconds: number;
}

const PAGE_BYTES = 4096;
/** The kernel's unit of processor time; 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

const fromProc = async (pid: number): Promise<ProcessFigures | null> => {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold anything; the fields begin after its end.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [userTicks, systemTicks, pages] = [fields[11], fields[12], fields[21]].map(Number);
    return { bytes: (pages ?? 0) * PAGE_BYTES, cpuSeconds: ((userTicks ?? 0) + (systemTicks ?? 0)) / TICKS_PER_SECOND };
  } catch {
    return null;
  }
};

/** `1-02:03:04.56` as `ps` writes it, in seconds. */
export const parsePsTime = (text: string): number => {
  const [days, clock] = text.includes('-') ? text.split('-') : ['0', text];
  return (clock ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
};

const fromPs = async (pids: readonly number[]): Promise<ReadonlyMap<number, ProcessFigures>> => {
  const found = new Map<number, ProcessFigures>();
  try {
    const { stdout } = await run(
      { file: 'ps', args: ['-o', 'pid=,rss=,time=', '-p', pids.join(',')], cwd: '/', environment: process.env },
      { accept: [0, 1], timeoutMilliseconds: 5_000 },
    );
    for (const line of stdout.toString('utf8').split('\n')) {
      const [pid, kilobytes, time] = line.trim().split(/\s+/);
      if (time !== undefined) found.set(Number(pid), { bytes: Number(kilobytes) * 1024, cpuSeconds: parsePsTime(time) });
    }
  } catch {
    // No `ps`: the figures stay unknown.
  }
  return found;
};

/** Figures of those that still run. */
export const processFigures = async (pids: readonly number[]): Promise<ReadonlyMap<number, ProcessFigures>> => {
  if (pids.length === 0 || process.platform === 'win32') return new Map();
  if (process.platform !== 'linux') return await fromPs(pids);
  const figures = await Promise.all(pids.map(async (pid) => [pid, await fromProc(pid)] as const));
  return new Map(figures.flatMap(([pid, found]) => (found === null ? [] : [[pid, found] as const])));
};
