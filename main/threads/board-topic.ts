/**
 * The board: projects, threads' summaries and open approvals. Changes of state and approvals go out at once; what moves
 * while an agent works goes out about four times a second.
 */
import type { Board, BoardEvent } from '#contract/board.ts';
import type { Item } from '#contract/items.ts';
import type { Project } from '#contract/projects.ts';
import type { ProjectId } from '#contract/ids.ts';
import type { Disposable } from '#main/base/disposable.ts';
import { Emitter, type TopicSource } from '#main/base/topic.ts';
import { liveLineOf } from './live-line.ts';
import type { BookEvent, ThreadBook } from './thread-book.ts';
import type { ThreadSlot } from './thread-slot.ts';

/** About four times a second. */
export const CARD_MS = 250;

export type ProjectsEvent =
  { readonly kind: 'project'; readonly project: Project } | { readonly kind: 'project-gone'; readonly project: ProjectId };

export interface BoardProjects {
  readonly list: () => readonly Project[];
  readonly listen: (listener: (event: ProjectsEvent) => void) => Disposable;
}

export class BoardTopic implements TopicSource<Board, BoardEvent> {
  readonly #book: ThreadBook;
  readonly #projects: BoardProjects;
  readonly #emitter = new Emitter<readonly BoardEvent[]>();
  readonly #moved = new Set<ThreadSlot>();
  readonly #owned: readonly Disposable[];
  /** Projects on the board. Threads of a removed project are kept, and shown again when it comes back. */
  readonly #shown = new Set<ProjectId>();
  #timer: NodeJS.Timeout | null = null;

  constructor(book: ThreadBook, projects: BoardProjects) {
    this.#book = book;
    this.#projects = projects;
    this.#owned = [book.events.listen((event) => this.#take(event)), projects.listen((event) => this.#takeProject(event))];
    for (const project of projects.list()) this.#shown.add(project.id);
  }

  readonly snapshot = (): Board => {
    this.#flush();
    const slots = this.#book.all().filter((slot) => this.#shown.has(slot.thread.project));
    return {
      projects: this.#projects.list(),
      threads: slots.map((slot) => slot.thread),
      approvals: slots.flatMap((slot) => [...slot.approvals.values()].map((stored) => stored.approval)),
    };
  };

  readonly listen = (listener: (events: readonly BoardEvent[]) => void): Disposable => this.#emitter.listen(listener);

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const owned of this.#owned) void owned.dispose();
  }

  #takeProject(event: ProjectsEvent): void {
    const project = event.kind === 'project' ? event.project.id : event.project;
    const wasShown = this.#shown.has(project);
    const threads = this.#book.all().filter((slot) => slot.thread.project === project);
    if (event.kind === 'project-gone') {
      this.#shown.delete(project);
      this.#emitter.emit([...threads.flatMap(goneEvents), event]);
      return;
    }
    this.#shown.add(project);
    const back = wasShown ? [] : threads.flatMap(shownEvents);
    this.#emitter.emit([event, ...back]);
  }

  #take(event: BookEvent): void {
    if (!this.#shown.has(event.slot.thread.project)) return;
    switch (event.kind) {
      case 'added':
        return this.#emitter.emit([{ kind: 'thread', thread: event.slot.thread }]);
      case 'gone':
        this.#moved.delete(event.slot);
        return this.#emitter.emit(goneEvents(event.slot));
      case 'approval':
        return this.#emitter.emit([{ kind: 'approval', approval: event.approval }]);
      case 'changed':
        return event.urgent ? this.#tell([event.slot]) : this.#later(event.slot);
    }
  }

  #later(slot: ThreadSlot): void {
    this.#moved.add(slot);
    this.#timer ??= setTimeout(() => this.#flush(), CARD_MS);
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#moved.size > 0) this.#tell([...this.#moved]);
  }

  #tell(slots: readonly ThreadSlot[]): void {
    for (const slot of slots) {
      this.#moved.delete(slot);
      refreshLiveLine(slot);
      slot.publisher.push({ kind: 'thread', thread: slot.thread });
    }
    if (this.#emitter.listenerCount > 0) this.#emitter.emit(slots.map((slot) => ({ kind: 'thread', thread: slot.thread })));
  }
}

const goneEvents = (slot: ThreadSlot): readonly BoardEvent[] => [
  { kind: 'thread-gone', thread: slot.id },
  ...[...slot.approvals.keys()].map((approval): BoardEvent => ({ kind: 'approval-gone', approval })),
];

const shownEvents = (slot: ThreadSlot): readonly BoardEvent[] => [
  { kind: 'thread', thread: slot.thread },
  ...[...slot.approvals.values()].map(({ approval }): BoardEvent => ({ kind: 'approval', approval })),
];

/** What moved last, while it is under way; what is over stands back behind something that still is. */
const newestOf = (slot: ThreadSlot): Item | null => {
  const moved = slot.lastMoved === null ? null : slot.log.get(slot.lastMoved);
  if (moved === null || moved.status !== 'live') return slot.log.live.findLast((item) => liveLineOf(item) !== null) ?? moved;
  return moved;
};

/** The line is made when it is told, not at each of the agent's words. */
const refreshLiveLine = (slot: ThreadSlot): void => {
  const item = newestOf(slot);
  const live =
    slot.thread.state.kind === 'running' || slot.thread.state.kind === 'preparing'
      ? item === null
        ? slot.thread.live
        : liveLineOf(item, item.parent === undefined ? null : slot.log.get(item.parent))
      : null;
  if (live !== slot.thread.live) slot.thread = { ...slot.thread, live };
};
