/** Which conversations Claude Code's own programs hold now: each leaves a note in the account's folder while it runs (seen with 2.1.330). */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fieldsOf, number, text, type Fields } from '#main/agents/fields.ts';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/** Where the system tells when a process began: a note of a dead one must not speak for whoever has its number now. */
const isSame = async (pid: number, began: string | null): Promise<boolean> => {
  if (process.platform !== 'linux' || began === null) return true;
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in the second field may hold anything; what follows it is counted from its end.
    const START_TIME = 19;
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME] === began;
  } catch {
    return false;
  }
};

const noteIn = async (path: string): Promise<Fields> => {
  try {
    return fieldsOf(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return {};
  }
};

/** Process ids by the conversation that they hold. Never throws. */
export const runningPrograms = async (home: string): Promise<ReadonlyMap<string, number>> => {
  const folder = join(home, 'sessions');
  const running = new Map<string, number>();
  for (const name of await readdir(folder).catch((): string[] => [])) {
    if (!/^\d+\.json$/.test(name)) continue;
    const note = await noteIn(join(folder, name));
    const [pid, id] = [number(note, 'pid'), text(note, 'sessionId')];
    if (pid !== null && id !== null && isAlive(pid) && (await isSame(pid, text(note, 'procStart')))) running.set(id, pid);
  }
  return running;
};
