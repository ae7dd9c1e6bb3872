/** The `surroundings*` calls of the contract. */
import { sep } from 'node:path';
import { failure } from '#contract/failure.ts';
import type { ProjectId } from '#contract/ids.ts';
import type { Project, ProjectSettings } from '#contract/projects.ts';
import type { Surroundings, surroundingsCalls, SurroundingsSwitch, WhoseSurroundings } from '#contract/surroundings.ts';
import type { AgentRegistry } from '#main/agents/registry.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { readInside } from '#main/base/read-inside.ts';
import { ValueTopic } from '#main/base/topic.ts';
import type { Mcp } from '#main/mcp/mcp.ts';
import type { ThreadBook } from '#main/threads/thread-book.ts';
import type { Worktrees } from '#main/worktrees/worktrees.ts';
import { isOurs, type SurroundingsOf, type Viewpoint } from './surroundings.ts';

export interface SurroundingsNeeds {
  readonly surroundings: SurroundingsOf;
  readonly book: ThreadBook;
  readonly agents: Pick<AgentRegistry, 'agents' | 'backend'>;
  readonly worktrees: Pick<Worktrees, 'environment'>;
  readonly projects: {
    readonly find: (id: ProjectId) => Project | null;
    readonly update: (id: ProjectId, change: { readonly name: undefined; readonly settings: ProjectSettings }) => unknown;
  };
  readonly mcp: Pick<Mcp, 'listed' | 'save'>;
}

const FILE_MAX_BYTES = 500_000;

const projectOf = ({ projects }: SurroundingsNeeds, id: ProjectId): Project => {
  const project = projects.find(id);
  if (project === null) throw failure('not-found', 'There is no such project (any more).');
  return project;
};

const viewOf = (needs: SurroundingsNeeds, of: WhoseSurroundings): Viewpoint => {
  const slot = 'thread' in of ? needs.book.get(of.thread) : null;
  const id = 'thread' in of ? needs.book.get(of.thread).thread.agent : of.agent;
  const project = projectOf(needs, 'thread' in of ? needs.book.get(of.thread).thread.project : of.project);
  const backend = needs.agents.backend(id);
  const agent = needs.agents.agents().find((candidate) => candidate.id === id);
  if (agent === undefined) throw failure('not-found', 'There is no such agent (any more).');
  const worktree = slot?.thread.worktree;
  const ready = worktree?.status === 'ready' ? worktree.path : null;
  const place = slot === null || ready === null ? null : { thread: slot.id, project, worktree: slot.thread.worktree };
  const held = slot?.session?.agent === id ? slot.session.session : null;
  return {
    ...{ agent, backend, project, folder: ready ?? project.path, session: held },
    environment: place === null ? {} : needs.worktrees.environment(place),
  };
};

/** Left out for this agent, or not any more; where the server is kept. */
const switchOurServer = (needs: SurroundingsNeeds, { agent, project }: Viewpoint, name: string, enabled: boolean): void => {
  const entry = needs.mcp.listed(project).find((other) => other.name === name);
  if (entry === undefined) throw failure('not-found', `There is no MCP server “${name}”.`);
  if (entry.from === 'file') throw failure('denied', `“${name}” comes with the repository.`, 'Change it in switchyard.json.');
  const others = (entry.server.notFor ?? []).filter((id) => id !== agent.id);
  const server = { ...entry.server, notFor: enabled ? others : [...others, agent.id] };
  if (entry.from === 'user') return needs.mcp.save(name, name, server);
  if (project === null) return;
  needs.projects.update(project.id, {
    name: undefined,
    settings: { ...project.settings, mcp: { ...project.settings.mcp, [name]: server } },
  });
};

const switchIt = async (needs: SurroundingsNeeds, view: Viewpoint, what: SurroundingsSwitch): Promise<void> => {
  const { seen } = await needs.surroundings.see(view);
  if (what.kind === 'server' && seen.servers?.some(({ name, from }) => name === what.id && from === 'ours') === true)
    return switchOurServer(needs, view, what.id, what.enabled);
  if (what.kind === 'skill' && isOurs(view.agent)) {
    const skill = seen.skills?.find(({ path, name }) => path === what.id || name === what.id);
    if (skill === undefined) throw failure('not-found', 'There is no such skill any more.');
    return needs.surroundings.switchSkill(view.project?.id ?? null, skill, what.enabled);
  }
  if (view.backend.switch === undefined)
    throw failure('unavailable', `${view.agent.label} has no such switch.`, 'Change its own configuration.');
  await view.backend.switch(view.folder, what);
};

/** Files that the list names; nothing else is read for anybody. */
const filesOf = ({ instructions, skills, hooks }: Surroundings): ReadonlySet<string> =>
  new Set(
    [...(instructions ?? []), ...(skills ?? []), ...(hooks ?? []).map(({ source }) => ({ path: source }))].flatMap(
      ({ path }) => path ?? [],
    ),
  );

const readIt = async (needs: SurroundingsNeeds, view: Viewpoint, path: string): Promise<{ text: string; cut: boolean }> => {
  const { seen } = await needs.surroundings.see(view);
  if (!filesOf(seen).has(path)) throw failure('not-found', 'It is not among what the agent sees any more.');
  const inWorktree = path.startsWith(`${view.folder}${sep}`);
  const found = inWorktree
    ? await readInside(view.folder, path.slice(view.folder.length + 1), FILE_MAX_BYTES)
    : await readInside(sep, path.slice(1), FILE_MAX_BYTES);
  if (found === null) throw failure('not-found', 'The file is not there any more.');
  if (found === 'outside') throw failure('denied', 'It is no plain file, or leads out of the worktree.', 'Look at it in a terminal.');
  return { text: found.text, cut: found.usedBytes < found.bytes };
};

export interface SurroundingsCalls {
  readonly handlers: Pick<Handlers, keyof typeof surroundingsCalls>;
  /** Something that an agent sees may have changed. */
  readonly moved: () => void;
}

export const surroundingsHandlers = (needs: SurroundingsNeeds): SurroundingsCalls => {
  const changes = new ValueTopic(0);
  const moved = (): void => {
    needs.surroundings.forget();
    changes.set(changes.snapshot() + 1);
  };
  const handlers: SurroundingsCalls['handlers'] = {
    surroundings: ({ of }) => needs.surroundings.see(viewOf(needs, of)),
    'surroundings.changes': () => changes,
    'surroundings.switch': async ({ of, what }) => {
      await switchIt(needs, viewOf(needs, of), what);
      moved();
      return null;
    },
    'surroundings.read': ({ of, path }) => readIt(needs, viewOf(needs, of), path),
  };
  return { handlers, moved };
};
