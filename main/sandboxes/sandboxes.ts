/**
 * The sandboxes of all threads: one object, one private folder and one network with a door for each, made when they are first
 * needed and shared by the thread's agent and its sandboxed terminals.
 *
 * Called by: threads/ and terminals/ (`of`), threads/ when a thread is gone (`forget`), core.ts.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ThreadId } from '#contract/ids.ts';
import type { Disposable } from '#main/base/disposable.ts';
import type { RefusedHost } from '#sandbox/door.ts';
import type { SandboxPolicy } from '#sandbox/policy.ts';
import type { ThreadSandbox } from '#sandbox/thread-sandbox.ts';
import { openThreadSandbox, type HeldSandbox } from './open-thread-sandbox.ts';

/** Where a thread works and what it may do there, as it is now. */
export interface SandboxedThread {
  /** Its worktree, absolute. */
  readonly workspace: string;
  readonly policy: SandboxPolicy;
}

export interface SandboxesOptions {
  /** Holds a private folder for each thread. Where no command can look. */
  readonly folder: string;
  /** Folders of the app's own, which no command sees but for the worktrees in them. */
  readonly hidden: readonly string[];
  /** Asked anew for each command. Throws AppError when the thread has no place to work in. */
  readonly find: (thread: ThreadId) => SandboxedThread;
  /** A connection that the door did not let through. */
  readonly onRefused: (thread: ThreadId, refused: RefusedHost) => void;
}

export interface Sandboxes extends Disposable {
  /** The same object for the same thread. Nothing is started by asking for it. */
  readonly of: (thread: ThreadId) => ThreadSandbox;
  /** The thread is gone: closes its network and removes its private folder. */
  readonly forget: (thread: ThreadId) => Promise<void>;
  /** Removes the private folders of threads that are gone, and what killed starts left in the others. Never rejects. */
  readonly tidy: (threads: ReadonlySet<ThreadId>) => Promise<void>;
}

export const openSandboxes = (options: SandboxesOptions): Sandboxes => {
  const held = new Map<ThreadId, HeldSandbox>();
  const folderOf = (thread: ThreadId): string => join(options.folder, thread);
  return {
    of: (thread) => {
      const known = held.get(thread);
      if (known !== undefined) return known.sandbox;
      const made = openThreadSandbox({
        folder: folderOf(thread),
        hidden: options.hidden,
        find: () => options.find(thread),
        onRefused: (refused) => options.onRefused(thread, refused),
      });
      held.set(thread, made);
      return made.sandbox;
    },
    forget: async (thread) => {
      const known = held.get(thread);
      held.delete(thread);
      await known?.close();
      await rm(folderOf(thread), { recursive: true, force: true });
    },
    tidy: async (threads) => {
      for (const name of await readdir(options.folder).catch(() => [])) {
        const left = threads.has(name as ThreadId) ? join(options.folder, name, 'starts') : join(options.folder, name);
        if (!held.has(name as ThreadId)) await rm(left, { recursive: true, force: true }).catch(() => undefined);
      }
    },
    dispose: async () => {
      await Promise.all([...held.values()].map(({ close }) => close()));
      held.clear();
    },
  };
};
