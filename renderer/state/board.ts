/** Every project, every thread's summary, every open approval. Lives as long as the page. */
import { useMemo } from 'react';
import type { Approval } from '#contract/approvals.ts';
import type { Board, BoardEvent } from '#contract/board.ts';
import type { ApprovalId, ProjectId, ThreadId } from '#contract/ids.ts';
import { effectiveSettings, type Project } from '#contract/projects.ts';
import type { Thread } from '#contract/threads.ts';
import { createTopicStore, watchTopic } from './topic-store.ts';

/** The board by id. A map that an event does not concern stays the same object. */
export interface BoardIndex {
  readonly projects: ReadonlyMap<ProjectId, Project>;
  readonly threads: ReadonlyMap<ThreadId, Thread>;
  readonly approvals: ReadonlyMap<ApprovalId, Approval>;
  /** Open approvals of each thread, oldest first. */
  readonly asked: ReadonlyMap<ThreadId, readonly Approval[]>;
}

const noApprovals: readonly Approval[] = [];

const byId = <T extends { readonly id: string }>(list: readonly T[]): Map<T['id'], T> => new Map(list.map((one) => [one.id, one]));

const askedOf = (approvals: ReadonlyMap<ApprovalId, Approval>, before: BoardIndex['asked']): BoardIndex['asked'] => {
  const asked = Map.groupBy(
    [...approvals.values()].toSorted((a, b) => a.createdAt - b.createdAt),
    (approval) => approval.thread,
  );
  // Lists with the same content stay the same object, so that cards whose approvals did not move do not draw again.
  for (const [thread, list] of asked) {
    const old = before.get(thread);
    if (old !== undefined && old.length === list.length && old.every((one, index) => one === list[index]))
      asked.set(thread, old as Approval[]);
  }
  return asked;
};

export const indexBoard = (board: Board): BoardIndex => {
  const approvals = byId(board.approvals.filter((approval) => approval.state.kind === 'open'));
  return { projects: byId(board.projects), threads: byId(board.threads), approvals, asked: askedOf(approvals, new Map()) };
};

const put = <K, V>(map: Map<K, V>, key: K, value: V | null): void => {
  if (value === null) map.delete(key);
  else map.set(key, value);
};

/** Gives what `reduceBoard` of the contract gives, for many events at the price of one copy. */
export const applyBoardEvents = (board: BoardIndex, events: readonly BoardEvent[]): BoardIndex => {
  const touched = new Set(events.map((event) => event.kind.replace('-gone', '')));
  const projects = touched.has('project') ? new Map(board.projects) : board.projects;
  const threads = touched.has('thread') ? new Map(board.threads) : board.threads;
  const approvals = touched.has('approval') ? new Map(board.approvals) : board.approvals;
  for (const event of events) {
    switch (event.kind) {
      case 'project':
        put(projects as Map<ProjectId, Project>, event.project.id, event.project);
        break;
      case 'project-gone':
        put(projects as Map<ProjectId, Project>, event.project, null);
        break;
      case 'thread':
        put(threads as Map<ThreadId, Thread>, event.thread.id, event.thread);
        break;
      case 'thread-gone':
        put(threads as Map<ThreadId, Thread>, event.thread, null);
        break;
      case 'approval':
        put(approvals as Map<ApprovalId, Approval>, event.approval.id, event.approval.state.kind === 'open' ? event.approval : null);
        break;
      case 'approval-gone':
        put(approvals as Map<ApprovalId, Approval>, event.approval, null);
        break;
    }
  }
  return { projects, threads, approvals, asked: touched.has('approval') ? askedOf(approvals, board.asked) : board.asked };
};

/** Live lines may wait a quarter of a second; whatever moves a card or asks something shows in the next frame. */
const LIVE_WAIT_MS = 250;
const isLiveOnly = (event: BoardEvent, board: BoardIndex): boolean => {
  if (event.kind !== 'thread') return false;
  const before = board.threads.get(event.thread.id);
  return before !== undefined && before.state.kind === event.thread.state.kind && event.thread.state.kind === 'running';
};

export const useBoardStore = createTopicStore<BoardIndex>();

export const watchBoard = (): (() => void) =>
  watchTopic('board', {}, useBoardStore, {
    snapshot: indexBoard,
    events: applyBoardEvents,
    wait: (events, board) => (events.every((event) => isLiveOnly(event, board)) ? LIVE_WAIT_MS : 'frame'),
  });

const emptyBoard: BoardIndex = { projects: new Map(), threads: new Map(), approvals: new Map(), asked: new Map() };

/** What is known now, outside of React; empty before the first answer. */
export const boardNow = (): BoardIndex => useBoardStore.getState().value ?? emptyBoard;

export const useThreadSummary = (id: ThreadId): Thread | undefined => useBoardStore((state) => state.value?.threads.get(id));
export const useAsked = (id: ThreadId): readonly Approval[] => useBoardStore((state) => state.value?.asked.get(id) ?? noApprovals);
export const useProject = (id: ProjectId): Project | undefined => useBoardStore((state) => state.value?.projects.get(id));
const noNames: readonly string[] = [];
/** Names of the project's run commands. */
export const useRunNames = (id: ProjectId): readonly string[] => {
  const project = useProject(id);
  return useMemo(() => (project === undefined ? noNames : Object.keys(effectiveSettings(project).run ?? {})), [project]);
};
const noProjects: BoardIndex['projects'] = new Map();
export const useProjects = (): BoardIndex['projects'] => useBoardStore((state) => state.value?.projects ?? noProjects);
