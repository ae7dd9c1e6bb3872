/** What the sandbox of a thread is asked for with each command: where it works, and its policy as it is now. */
import type { ThreadId } from '#contract/ids.ts';
import { failure } from '#contract/failure.ts';
import type { SandboxedThread } from '#main/sandboxes/sandboxes.ts';
import { defaultPolicy } from '#sandbox/policy.ts';
import type { ThreadsContext } from './threads-context.ts';

/** Throws AppError when the thread is gone or has no folder. */
export const sandboxedThread = ({ book }: Pick<ThreadsContext, 'book' | 'projects'>, thread: ThreadId): SandboxedThread => {
  const { worktree, policy } = book.get(thread).thread;
  if (worktree.path === null) throw failure('unavailable', 'The task has no folder to work in.', 'Start it again.');
  return { workspace: worktree.path, policy: defaultPolicy(policy) };
};
