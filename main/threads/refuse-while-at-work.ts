/** A project whose tasks are at work, or in which commands run, is not removed under them. */
import { isActive } from '#contract/column.ts';
import { failure } from '#contract/failure.ts';
import type { ProjectId } from '#contract/ids.ts';
import type { ThreadBook } from './thread-book.ts';

/** Throws AppError `busy`. */
export const refuseWhileAtWork = (book: ThreadBook, project: ProjectId): void => {
  const active = book
    .all()
    .filter(({ thread, commands }) => thread.project === project && (isActive(thread.state) || commands.size > 0)).length;
  if (active === 0) return;
  const who = active === 1 ? 'A task of this project is' : `${active} tasks of this project are`;
  throw failure('busy', `${who} at work.`, 'Stop them first.');
};
