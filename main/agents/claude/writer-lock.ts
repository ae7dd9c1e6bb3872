/**
 * One writer per conversation: Claude Code itself lets any number of processes write to one. A file of ours names the process that
 * writes; it counts as long as that process lives, so that two cores with data folders of their own do not meet either.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { failure } from '#contract/failure.ts';

const folder = (): string => join(tmpdir(), `switchyard-claude-${userInfo().uid}`);

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const holderOf = (path: string): number | null => {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : null;
  } catch {
    return null;
  }
};

/** Held by this process; a file alone would let two sessions of ours in. */
const own = new Set<string>();

/** Gives what lets go of it. Throws AppError `busy` when somebody else writes. */
export const lockConversation = (home: string, id: string): (() => void) => {
  const path = join(folder(), createHash('sha256').update(`${home}\0${id}`).digest('hex').slice(0, 32));
  mkdirSync(folder(), { recursive: true, mode: 0o700 });
  const holder = holderOf(path);
  if (own.has(path) || (holder !== null && holder !== process.pid))
    throw failure('busy', 'This conversation with Claude Code is open elsewhere.', 'Close it there, or begin a new task.');
  rmSync(path, { force: true });
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 });
  } catch {
    throw failure('busy', 'This conversation with Claude Code is open elsewhere.', 'Close it there, or begin a new task.');
  }
  own.add(path);
  return () => {
    if (own.delete(path)) rmSync(path, { force: true });
  };
};
