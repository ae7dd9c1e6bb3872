/** What the board and the sidebar live on: every project, every thread's summary, every open approval. */
import { z } from './zod.ts';
import { Approval } from './approvals.ts';
import { ApprovalId, ProjectId, ThreadId } from './ids.ts';
import { Project } from './projects.ts';
import { Thread } from './threads.ts';

export const Board = z.object({
  projects: z.array(Project).readonly(),
  threads: z.array(Thread).readonly(),
  approvals: z.array(Approval).readonly(),
});
export type Board = z.infer<typeof Board>;

export const BoardEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('project'), project: Project }),
  z.object({ kind: z.literal('project-gone'), project: ProjectId }),
  z.object({ kind: z.literal('thread'), thread: Thread }),
  z.object({ kind: z.literal('thread-gone'), thread: ThreadId }),
  z.object({ kind: z.literal('approval'), approval: Approval }),
  z.object({ kind: z.literal('approval-gone'), approval: ApprovalId }),
]);
export type BoardEvent = z.infer<typeof BoardEvent>;

const put = <T extends { readonly id: string }>(list: readonly T[], element: T): readonly T[] => {
  const index = list.findIndex((other) => other.id === element.id);
  return index < 0 ? [...list, element] : list.with(index, element);
};
const without = <T extends { readonly id: string }>(list: readonly T[], id: string): readonly T[] =>
  list.filter((other) => other.id !== id);

export const reduceBoard = (board: Board, event: BoardEvent): Board => {
  switch (event.kind) {
    case 'project':
      return { ...board, projects: put(board.projects, event.project) };
    case 'project-gone':
      return { ...board, projects: without(board.projects, event.project) };
    case 'thread':
      return { ...board, threads: put(board.threads, event.thread) };
    case 'thread-gone':
      return { ...board, threads: without(board.threads, event.thread) };
    case 'approval':
      return event.approval.state.kind === 'open'
        ? { ...board, approvals: put(board.approvals, event.approval) }
        : { ...board, approvals: without(board.approvals, event.approval.id) };
    case 'approval-gone':
      return { ...board, approvals: without(board.approvals, event.approval) };
  }
};
