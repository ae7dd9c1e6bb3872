/** What agents see, and what they have on record from outside, constructed. Called by core.ts. */
import { homedir } from 'node:os';
import type { ProjectId } from '#contract/ids.ts';
import { isActive } from '#contract/column.ts';
import type { AgentRegistry } from '#main/agents/registry.ts';
import type { Lifetime } from '#main/base/disposable.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { knownRepository } from '#main/git/repository.ts';
import { listAdminDirs } from '#main/git/thread-ground.ts';
import { importHandlers } from '#main/imports/import-handlers.ts';
import type { Mcp } from '#main/mcp/mcp.ts';
import type { Projects } from '#main/projects/projects.ts';
import type { Skills } from '#main/skills/skills.ts';
import { surroundingsHandlers } from '#main/surroundings/surroundings-handlers.ts';
import { SurroundingsOf } from '#main/surroundings/surroundings.ts';
import type { Threads } from '#main/threads/threads.ts';

export interface SurroundingsSideNeeds {
  readonly threads: Threads;
  readonly agents: AgentRegistry;
  readonly projects: Projects;
  readonly skills: Skills;
  readonly mcp: Mcp;
  readonly lifetime: Lifetime;
}

/** Changes come in crowds. */
const TELL_AFTER_MS = 300;

const soon = (work: () => void): { readonly ask: () => void; readonly dispose: () => void } => {
  let timer: NodeJS.Timeout | null = null;
  return {
    ask: () => {
      timer ??= setTimeout(() => {
        timer = null;
        work();
      }, TELL_AFTER_MS);
    },
    dispose: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
};

type SurroundingsKey = Extract<keyof Handlers, `surroundings${string}` | `imports.${string}`>;

export const surroundingsSide = ({
  threads,
  agents,
  projects,
  skills,
  mcp,
  lifetime,
}: SurroundingsSideNeeds): Pick<Handlers, SurroundingsKey> => {
  const { context } = threads;
  const { book, worktrees } = context;
  const surroundings = new SurroundingsOf({ home: homedir(), skills, mcp, now: Date.now });
  const { handlers, moved } = surroundingsHandlers({ surroundings, book, agents, worktrees, projects, mcp });
  const tell = lifetime.own(soon(moved));
  lifetime.own(context.surroundingsMoved.listen(tell.ask));
  lifetime.own(mcp.topic.listen(tell.ask));
  lifetime.own(agents.topic.listen(tell.ask));
  lifetime.own(skills.switches.changed.listen(tell.ask));
  lifetime.own(
    book.events.listen((event) => {
      if (event.kind === 'gone') mcp.forget(event.slot.id);
      // A turn that ended may have written instructions or skills.
      if (event.kind === 'changed' && event.before.state !== event.slot.thread.state && !isActive(event.slot.thread.state)) tell.ask();
    }),
  );
  const { git } = projects.options;
  const foldersOf = async (id: ProjectId): Promise<readonly string[]> => {
    const repository = await knownRepository(git, projects.get(id).path);
    const found = await listAdminDirs(repository.commonDir);
    return found.filter(({ adminDir }) => adminDir !== repository.gitDir).map(({ workTree }) => workTree);
  };
  return {
    ...handlers,
    ...importHandlers({ context, agents, projects, sessions: book.storage.nativeSessions, worktrees: foldersOf }),
  };
};
