/** What the sandbox of a thread is asked for with each command: where it works, and its policy as it is now. */
import { homedir } from 'node:os';
import { effectivePolicy } from '#contract/effective-policy.ts';
import type { ThreadId } from '#contract/ids.ts';
import { failure } from '#contract/failure.ts';
import type { SandboxedThread } from '#main/sandboxes/sandboxes.ts';
import { policyFrom } from '#sandbox/policy.ts';
import type { ThreadsContext } from './threads-context.ts';

type Needs = Pick<ThreadsContext, 'book' | 'projects' | 'settings'>;

/** Throws AppError when the thread is gone or has no folder. */
export const sandboxedThread = ({ book, projects, settings }: Needs, id: ThreadId): SandboxedThread => {
  const { thread } = book.get(id);
  const workspace = thread.worktree.path;
  if (workspace === null) throw failure('unavailable', 'The task has no folder to work in.', 'Start it again.');
  const project = projects.find(thread.project);
  const policy = effectivePolicy({
    name: thread.policy,
    everywhere: settings().sandbox,
    file: project?.file?.sandbox ?? null,
    project: project?.settings.sandbox ?? {},
    thread: thread.sandbox ?? {},
  });
  return { workspace, policy: policyFrom(policy, { home: homedir(), workspace }) };
};
