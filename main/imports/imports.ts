/**
 * Conversations begun outside of the app, taken in as threads. What is copied is the record of the conversation; the agents'
 * sign-ins, settings and environment stay where they are.
 *
 * Called by: import-handlers.ts.
 */
import type { Agent } from '#contract/agents.ts';
import { failure } from '#contract/failure.ts';
import type { AgentId, ProjectId, ThreadId } from '#contract/ids.ts';
import type { ImportableSession } from '#contract/imports.ts';
import type { Project } from '#contract/projects.ts';
import type { Placement } from '#contract/threads.ts';
import type { AgentRegistry } from '#main/agents/registry.ts';
import { Mailbox } from '#main/base/mailbox.ts';
import type { NativeSessionsTable } from '#main/storage/native-sessions-table.ts';
import { importThread, type Import } from '#main/threads/import-thread.ts';
import type { ThreadsContext } from '#main/threads/threads-context.ts';
import { listingAgents, listSessions, matchesQuery, realPath, type FoundSession, type Listed, type ListingAgent } from './list-sessions.ts';

export interface ImportsNeeds {
  readonly context: ThreadsContext;
  readonly agents: Pick<AgentRegistry, 'agents' | 'backend'>;
  readonly projects: { readonly find: (id: ProjectId) => Project | null };
  readonly sessions: NativeSessionsTable;
  /** Folders of the repository's worktrees, whoever made them; without the project's own. */
  readonly worktrees: (project: ProjectId) => Promise<readonly string[]>;
}

/** One that was written to just now is likely to be written to again. */
const FRESH_MS = 10_000;
const KEPT_MS = 30_000;
const WORDS_MAX_CHARS = 400;

interface Place {
  readonly place: ImportableSession['place'];
  readonly placement: Placement;
}

const ownWorktree: Place = { place: 'new', placement: { kind: 'worktree', base: null, branch: null } };

interface Look {
  readonly project: Project;
  readonly agents: readonly ListingAgent[];
  readonly listed: Listed;
  /** The worktrees. */
  readonly places: readonly string[];
}

export class Imports {
  readonly #needs: ImportsNeeds;
  /** One after the other, so that the same one is never taken in twice. */
  readonly #opening = new Mailbox();
  #kept: { readonly project: ProjectId; readonly at: number; readonly look: Promise<Look> } | null = null;

  constructor(needs: ImportsNeeds) {
    this.#needs = needs;
  }

  async list(id: ProjectId, query: string, limit: number) {
    const { project, agents, listed, places } = await this.#recent(id, query !== '');
    const labels = new Map<AgentId, string>(agents.map(({ agent }) => [agent.id, agent.label]));
    const wanted = listed.sessions.filter(
      (found) => !this.#isOurs(found) && matchesQuery(found, labels.get(found.agent) ?? '', query.trim()),
    );
    const sessions = await Promise.all(wanted.slice(0, limit).map((found) => this.#shown(found, project, places)));
    return {
      sessions,
      more: Math.max(0, wanted.length - limit),
      problems: listed.problems,
      asked: agents.map(({ agent }) => agent.label),
    };
  }

  open(id: ProjectId, agent: AgentId, nativeId: string, fork: boolean): Promise<{ readonly thread: ThreadId; readonly isNew: boolean }> {
    return this.#opening.put(() => this.#open(id, agent, nativeId, fork));
  }

  async #open(id: ProjectId, agentId: AgentId, nativeId: string, fork: boolean) {
    const { context, sessions } = this.#needs;
    if (context.isClosing()) throw failure('unavailable', 'Nothing can be changed now.', 'The app is closing, or only reads.');
    const known = sessions.ofAgent(agentId).get(nativeId);
    if (known !== undefined && context.book.find(known) !== null) return { thread: known, isNew: false };
    const { project, agents, listed, places } = await this.#look(id, agentId);
    const listing = agents.find(({ agent }) => agent.id === agentId);
    const found = listed.sessions.find(({ session }) => session.reference.nativeId === nativeId);
    const problem = listed.problems[0];
    if (problem !== undefined) throw failure(problem.failure.kind, problem.failure.message, problem.failure.action);
    if (listing === undefined || found === undefined)
      throw failure('not-found', 'The agent has no such conversation for this project (any more).', 'Look at the list again.');
    if (this.#isInUse(found) && !fork)
      throw failure('busy', 'Another program is at work on this conversation.', 'End it there and try again, or take a branch of it.');
    const turns = (await listing.backend.read?.(found.session)) ?? [];
    if (turns.length === 0) throw failure('unavailable', 'Nothing was said in this conversation yet.', 'Choose another one.');
    const { placement, place } = await this.#placeOf(found, project, places);
    const slot = importThread(context, {
      ...{ project: id, agent: agentId, agentLabel: listing.agent.label, session: found.session, turns, placement },
      goesOn: goesOn(listing.agent, place, fork, turns.at(-1)?.mark !== undefined),
      also: (thread) => sessions.put(agentId, nativeId, thread),
    });
    return { thread: slot.id, isNew: true };
  }

  /** A search as one types does not ask the agents with every letter. */
  #recent(id: ProjectId, mayBeKept: boolean): Promise<Look> {
    const now = this.#needs.context.now();
    if (mayBeKept && this.#kept !== null && this.#kept.project === id && now - this.#kept.at < KEPT_MS) return this.#kept.look;
    const look = this.#look(id);
    this.#kept = { project: id, at: now, look };
    return look;
  }

  /** What is there, and where it could go on. `only`: asks but this agent. */
  async #look(id: ProjectId, only: AgentId | null = null): Promise<Look> {
    const { agents, projects, worktrees } = this.#needs;
    const project = projects.find(id);
    if (project === null) throw failure('not-found', 'There is no such project (any more).');
    const asked = listingAgents(
      agents.agents().filter((agent) => only === null || agent.id === only),
      (agent) => agents.backend(agent),
    );
    const places = await worktrees(id);
    const listed: Listed = await listSessions(asked, [project.path, ...places]);
    return { project, agents: asked, listed, places };
  }

  /** A thread's own conversation; but one that was taken in before and whose thread is removed may be taken in again. */
  #isOurs({ agent, session }: FoundSession): boolean {
    const thread = this.#needs.sessions.ofAgent(agent).get(session.reference.nativeId);
    if (thread === undefined) return false;
    const { book } = this.#needs.context;
    return book.find(thread) !== null || book.storage.threads.get(thread)?.thread.imported === undefined;
  }

  #isInUse({ session }: FoundSession): boolean {
    return session.inUse ?? this.#needs.context.now() - session.updatedAt < FRESH_MS;
  }

  async #placeOf({ session }: FoundSession, project: Project, worktrees: readonly string[]): Promise<Place> {
    const folder = await realPath(session.folder);
    if (folder === (await realPath(project.path))) return { place: 'checkout', placement: { kind: 'checkout' } };
    const owned = await Promise.all(
      this.#needs.context.book
        .all()
        .flatMap(({ thread }) => thread.worktree.path ?? [])
        .map(realPath),
    );
    const known = await Promise.all(worktrees.map(realPath));
    if (!known.includes(folder) || owned.includes(folder)) return ownWorktree;
    return { place: 'worktree', placement: { kind: 'adopt', path: session.folder } };
  }

  async #shown(found: FoundSession, project: Project, worktrees: readonly string[]): Promise<ImportableSession> {
    const { agent, session } = found;
    const { place } = await this.#placeOf(found, project, worktrees);
    const { title, words = '', folder, updatedAt, reference } = session;
    const said = words.trim() === title.trim() ? '' : words.slice(0, WORDS_MAX_CHARS);
    return { agent, id: reference.nativeId, title, words: said, folder, place, updatedAt, inUse: this.#isInUse(found) };
  }
}

/** In a folder of its own, or beside whoever is at work on it, the agent must be able to branch off; else it is told of it. */
const goesOn = (agent: Agent, place: ImportableSession['place'], fork: boolean, hasMark: boolean): Import['goesOn'] => {
  if (!fork && place !== 'new') return 'there';
  return agent.abilities.forks === true && hasMark ? 'beside' : 'anew';
};
