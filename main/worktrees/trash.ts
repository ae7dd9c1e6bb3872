/**
 * Folders on their way out: moved aside in an instant, deleted in the background by a child process, one at a time. What
 * a quit or a crash leaves is found again on boot, by the intent that names it.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { log } from '#main/base/log.ts';
import { Mailbox } from '#main/base/mailbox.ts';
import { run } from '#main/base/run-command.ts';
import type { Intents } from './intents.ts';

export interface Trash {
  /** Moves the folder aside and deletes it later. Nothing happens when it is not there. */
  readonly throwAway: (path: string) => Promise<void>;
  /** Goes on with what an earlier run left. */
  readonly resume: () => void;
  /** Resolves when nothing is left to delete. For tests. */
  readonly emptied: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

const KIND = 'trash.delete';

const hasCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;

const removeTree = async (path: string, signal: AbortSignal): Promise<void> => {
  if (process.platform === 'win32') {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
    return;
  }
  const spec = (file: string, ...args: readonly string[]) => ({ file, args, cwd: dirname(path), environment: process.env });
  const removed = await run(spec('rm', '-rf', '--', path), { signal, accept: [0, 1] });
  if (removed.code === 0) return;
  // Folders without write permission keep their content: the owner may still change that.
  await run(spec('chmod', '-R', 'u+rwX', '--', path), { signal, accept: [0, 1] });
  await run(spec('rm', '-rf', '--', path), { signal });
};

export const createTrash = (folder: string, intents: Intents): Trash => {
  const ending = new AbortController();
  const mailbox = new Mailbox({ boundTasks: 100_000 });

  const deleteLater = (id: string, path: string): void => {
    void mailbox.put(async () => {
      if (ending.signal.aborted) return;
      try {
        await removeTree(path, ending.signal);
        intents.end(id);
      } catch (error) {
        // Tried again on the next boot.
        if (!ending.signal.aborted) log.warning('trash.not-deleted', { path, error });
      }
    });
  };

  const throwAway = async (path: string): Promise<void> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const name = `${basename(path).slice(0, 60)}-${randomBytes(6).toString('hex')}`;
    // Beside the folder when the data folder is on another disk.
    for (const target of [join(folder, name), join(dirname(path), `.switchyard-trash-${name}`)]) {
      const id = intents.begin({ kind: KIND, thread: null, data: { path: target } });
      try {
        await rename(path, target);
        deleteLater(id, target);
        return;
      } catch (error) {
        intents.end(id);
        if (hasCode(error, 'ENOENT')) return;
        if (!hasCode(error, 'EXDEV')) throw error;
      }
    }
  };

  return {
    throwAway,
    resume: () => {
      for (const { id, data } of intents.open(KIND)) if (typeof data['path'] === 'string') deleteLater(id, data['path']);
    },
    emptied: () => mailbox.drained(),
    dispose: async () => {
      ending.abort();
      await mailbox.drained();
    },
  };
};
