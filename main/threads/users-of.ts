/** The threads that have an agent: who notices when it is taken away. */
import type { AgentUser } from '#contract/agent-setup.ts';
import type { AgentId } from '#contract/ids.ts';
import { isActive } from '#contract/column.ts';
import type { ThreadBook } from './thread-book.ts';

export const usersOf =
  (book: Pick<ThreadBook, 'all'>) =>
  (agent: AgentId): readonly AgentUser[] =>
    book
      .all()
      .filter(({ thread }) => thread.agent === agent && thread.archivedAt === null)
      .map(({ thread: { id, title, state } }) => ({ id, title, running: isActive(state) }));
