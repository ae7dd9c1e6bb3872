/** Where the terminals of a thread or a project work, and what their processes are told. */
import { failure } from '#contract/failure.ts';
import type { TerminalOwner } from '#contract/terminals.ts';
import type { TerminalPlace } from '#main/terminals/shell-command.ts';
import { projectOf, type ThreadsContext } from './threads-context.ts';

type Needs = Pick<ThreadsContext, 'book' | 'projects' | 'worktrees'>;

/** Throws AppError: the owner is gone, or has no folder now. */
export const terminalPlace = (context: Needs, owner: TerminalOwner): TerminalPlace => {
  if (owner.kind === 'project') {
    const project = context.projects.find(owner.project);
    if (project === null) throw failure('not-found', 'There is no such project (any more).');
    return { cwd: project.path, environment: { SWITCHYARD_PROJECT: project.path } };
  }
  const slot = context.book.get(owner.thread);
  const place = { thread: slot.id, project: projectOf(context, slot.thread.project), worktree: slot.thread.worktree };
  const { path, status } = place.worktree;
  if (path === null || status === 'planned' || status === 'missing' || status === 'removed')
    throw failure('unavailable', 'The task has no folder to work in.', 'Wait until it is prepared, or start it again.');
  return { cwd: path, environment: context.worktrees.environment(place) };
};
