/** Conversations that the agents have on record for a project: asked of all at once, what is ours left out. */
import { realpath } from 'node:fs/promises';
import type { Agent } from '#contract/agents.ts';
import type { Failure } from '#contract/failure.ts';
import { failure } from '#contract/failure.ts';
import type { AgentId } from '#contract/ids.ts';
import type { AgentBackend, PastSession } from '#main/agents/agent-backend.ts';
import { failureOf } from '#main/base/errors.ts';

/** A program may have to be started first, and long lists be read. */
const PATIENCE_MS = 30_000;
const SESSIONS_MAX = 5_000;

export interface ListingAgent {
  readonly agent: Agent;
  readonly backend: AgentBackend;
}

export interface FoundSession {
  readonly agent: AgentId;
  readonly session: PastSession;
}

export interface Listed {
  /** Newest first. */
  readonly sessions: readonly FoundSession[];
  readonly problems: readonly { readonly agent: AgentId; readonly failure: Failure }[];
}

/** Agents that are there and keep a list. */
export const listingAgents = (agents: readonly Agent[], backendOf: (id: AgentId) => AgentBackend): readonly ListingAgent[] =>
  agents
    .filter(({ status }) => status.kind === 'ready' || status.kind === 'signed-out')
    .map((agent) => ({ agent, backend: backendOf(agent.id) }))
    .filter(({ backend }) => backend.list !== undefined && backend.read !== undefined);

const inTime = async <T>(work: Promise<T>, label: string): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(failure('unavailable', `${label} did not tell its conversations in time.`, 'Try again.')), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

const listOne = async ({ agent, backend }: ListingAgent, folders: readonly string[]): Promise<Listed> => {
  try {
    const lists = await inTime(Promise.all(folders.map(async (folder) => (await backend.list?.(folder)) ?? [])), agent.label);
    // A worktree may lie in the checkout: then it is listed twice.
    const unique = new Map(lists.flat().map((session) => [session.reference.nativeId, session]));
    return { sessions: [...unique.values()].map((session) => ({ agent: agent.id, session })), problems: [] };
  } catch (error) {
    return { sessions: [], problems: [{ agent: agent.id, failure: failureOf(error) }] };
  }
};

/** `folders`: the project's own and its worktrees. Never rejects. */
export const listSessions = async (agents: readonly ListingAgent[], folders: readonly string[]): Promise<Listed> => {
  const all = await Promise.all(agents.map((agent) => listOne(agent, folders)));
  return {
    sessions: all
      .flatMap(({ sessions }) => sessions)
      .toSorted((a, b) => b.session.updatedAt - a.session.updatedAt)
      .slice(0, SESSIONS_MAX),
    problems: all.flatMap(({ problems }) => problems),
  };
};

/** Every word of the query stands somewhere in what is known of it. Pure. */
export const matchesQuery = ({ agent, session }: FoundSession, label: string, query: string): boolean => {
  const text = [session.title, session.words ?? '', session.folder, agent, label].join('\n').toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

export const realPath = (path: string): Promise<string> => realpath(path).catch(() => path);
