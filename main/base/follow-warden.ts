/**
 * One core after another on the same data folder: when the one before was killed, its children (a git that writes files, an
 * agent) live a moment longer, until its warden has ended them. Whoever mends what they left must come after that.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from '#contract/zod.ts';
import { log } from './log.ts';
import { warden } from './warden.ts';

const Noted = z.object({ pid: z.number().int().positive(), mark: z.string().min(1) });
type Noted = z.infer<typeof Noted>;

const LONGEST_WAIT_MS = 5_000;
const LOOK_EVERY_MS = 10;

const noted = (file: string): Noted | null => {
  try {
    return Noted.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // The first core on this folder, or one that was cut while it wrote this down: then it had no children yet.
    return null;
  }
};

/** Where there is no /proc, a process that took over the number is waited for in vain, at most once and not for long. */
const isAtWork = ({ pid, mark }: Noted): boolean => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark);
  } catch {
    return false;
  }
};

/** Waits until the warden of the core before has done its work, then writes down our own for the next. Never throws. */
export const followWarden = async (file: string): Promise<void> => {
  const last = noted(file);
  const own = warden().process;
  if (last !== null && last.mark !== own?.mark) {
    const deadline = Date.now() + LONGEST_WAIT_MS;
    while (isAtWork(last) && Date.now() < deadline) await sleep(LOOK_EVERY_MS);
  }
  if (own === null) return;
  try {
    writeFileSync(file, JSON.stringify(own), { mode: 0o600 });
  } catch (error) {
    log.warning('warden.note', { error });
  }
};
