/** What everything in `threads/` works with. Made once by `openThreads`. */
import type { AttachmentId, ProjectId, ThreadId } from '#contract/ids.ts';
import { failure } from '#contract/failure.ts';
import type { Attachment } from '#contract/items.ts';
import type { Project } from '#contract/projects.ts';
import type { Settings } from '#contract/settings.ts';
import type { Thread } from '#contract/threads.ts';
import type { AgentImage, Guidance, HandedServer, SessionPlace } from '#main/agents/agent-backend.ts';
import type { Mailbox } from '#main/base/mailbox.ts';
import type { Emitter } from '#main/base/topic.ts';
import type { AgentRegistry } from '#main/agents/registry.ts';
import type { Approvals } from '#main/approvals/approvals.ts';
import type { Checkpoints } from '#main/checkpoints/checkpoints.ts';
import type { Sandboxes } from '#main/sandboxes/sandboxes.ts';
import type { ChangesWatch } from '#main/review/changes-watch.ts';
import type { Terminals } from '#main/terminals/terminals.ts';
import type { ThreadPlace, Worktrees } from '#main/worktrees/worktrees.ts';
import type { BoardProjects } from './board-topic.ts';
import type { LimitsBook } from '#main/usage/limits-book.ts';
import type { ModelCalls } from './model-calls.ts';
import type { Refusals } from './refusals.ts';
import type { ThreadBook } from './thread-book.ts';
import type { ThreadSlot } from './thread-slot.ts';

/** What threads need from `projects/`. */
export interface ThreadProjects extends BoardProjects {
  readonly find: (id: ProjectId) => Project | null;
  /** The user's word on the commands of the repository file; `listen` tells of the change. */
  readonly trust: (id: ProjectId, granted: boolean) => Promise<unknown>;
}

export interface ThreadsContext {
  readonly book: ThreadBook;
  readonly worktrees: Worktrees;
  readonly changes: Pick<ChangesWatch, 'poke' | 'setRunning' | 'forget'>;
  readonly projects: ThreadProjects;
  readonly calls: Pick<ModelCalls, 'record'>;
  /** What agents say of the limits of their accounts. */
  readonly limits: Pick<LimitsBook, 'take'>;
  /** AGENTS.md files and skills of a thread's folder, for agents that do not look for them by themselves. */
  readonly guidance: (thread: Pick<Thread, 'project'>, folder: string) => Promise<Guidance>;
  readonly agents: Pick<AgentRegistry, 'backend' | 'agents'>;
  /** Keeps the folder around turns; null where there is nothing to keep it with. */
  readonly checkpoints: Pick<Checkpoints, 'around'> | null;
  /** Told when an agent says that what it sees has changed. */
  readonly surroundingsMoved: Emitter<ThreadId>;
  /** The MCP servers that the app hands to the agent of a thread. */
  readonly servers: (thread: Thread, place: SessionPlace) => Promise<readonly HandedServer[]>;
  readonly sandboxes: Pick<Sandboxes, 'of' | 'forget'>;
  readonly terminals: Pick<Terminals, 'startProgram' | 'endOf' | 'forget' | 'runningOf'>;
  readonly refusals: Pick<Refusals, 'command'>;
  /** Policy and rules: what agents may do without asking, and what is asked of whom. */
  readonly approvals: Approvals;
  readonly settings: () => Settings;
  readonly attachmentPath: (id: AttachmentId) => string;
  /** Keeps a copy of an image that an agent shows; `missing` is a sentence that says why it could not. */
  readonly keepImage: (image: AgentImage) => Attachment | { readonly missing: string };
  /** Places are planned one after the other, so that no two tasks choose the same branch, folder or ports. */
  readonly planning: Mailbox;
  /** Milliseconds since the epoch; order never depends on it. */
  readonly now: () => number;
  /** How long an agent may take to end its turn before it is cut off, in milliseconds. */
  readonly patienceMs: number;
  /** The app is closing: nothing new is begun. */
  readonly isClosing: () => boolean;
}

/** Throws AppError `not-found`. */
export const projectOf = (context: Pick<ThreadsContext, 'projects'>, id: ProjectId): Project => {
  const project = context.projects.find(id);
  if (project === null) throw failure('not-found', 'There is no such project (any more).');
  return project;
};

export const placeOf = (context: ThreadsContext, slot: ThreadSlot): ThreadPlace => ({
  thread: slot.id,
  project: projectOf(context, slot.thread.project),
  worktree: slot.thread.worktree,
});

/** How review/ and the watcher find a thread's place; null when thread or project is gone. */
export const findPlace = (context: Pick<ThreadsContext, 'book' | 'projects'>, thread: ThreadId): ThreadPlace | null => {
  const slot = context.book.find(thread);
  const project = slot === null ? null : context.projects.find(slot.thread.project);
  return slot === null || project === null ? null : { thread, project, worktree: slot.thread.worktree };
};
