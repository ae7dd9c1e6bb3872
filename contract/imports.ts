/** Conversations that were begun outside of the app, in the agents' own programs: listed for a project, taken in as threads. */
import { z } from './zod.ts';
import { AgentId, PATH_MAX_CHARS, ProjectId, ThreadId, Time } from './ids.ts';
import { Failure } from './failure.ts';
import { call } from './rpc.ts';

const sessionId = z.string().min(1).max(1_000);

export const ImportableSession = z.object({
  agent: AgentId,
  /** The agent's own name for it. */
  id: sessionId,
  title: z.string(),
  /** The beginning of what was said; empty when the agent does not tell it, or when it is the title. */
  words: z.string(),
  /** Absolute; where the agent worked. */
  folder: z.string().max(PATH_MAX_CHARS),
  /**
   * Where it goes on: in the project's own folder, or in that worktree. `new`: in a worktree of its own, because the folder
   * is gone, lies elsewhere in the project, or belongs to a task.
   */
  place: z.enum(['checkout', 'worktree', 'new']),
  updatedAt: Time,
  /** Another program writes to it now, as far as can be known. */
  inUse: z.boolean(),
});
export type ImportableSession = z.infer<typeof ImportableSession>;

export const importCalls = {
  /** Newest first; not those of our own threads. `query` looks into titles, first words, folders and names of agents. */
  'imports.list': call(
    z.object({ project: ProjectId, query: z.string().max(500).default(''), limit: z.number().int().min(1).max(1_000).default(200) }),
    z.object({
      sessions: z.array(ImportableSession).readonly(),
      /** How many match beyond `limit`. */
      more: z.number().int().nonnegative(),
      /** Agents that could not be asked. */
      problems: z.array(z.object({ agent: AgentId, failure: Failure })).readonly(),
      /** Labels of the agents that were asked; empty: none of them keeps a list. */
      asked: z.array(z.string()).readonly(),
    }),
  ),
  /**
   * Makes a thread of it that the next message continues, or gives the one that was made before. `fork` leaves the agent's
   * conversation as it is and branches off with the next message; needed where another program writes to it.
   * Fails: `busy` when it is in use and `fork` was not said, `not-found`, `unavailable`.
   */
  'imports.open': call(
    z.object({ project: ProjectId, agent: AgentId, id: sessionId, fork: z.boolean().default(false) }),
    z.object({ thread: ThreadId, isNew: z.boolean() }),
  ),
} as const;
