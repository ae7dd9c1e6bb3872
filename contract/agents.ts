/** The agents the user can choose from, as found on this machine. */
import { z } from './zod.ts';
import { AgentId, Time } from './ids.ts';

export const AgentModel = z.object({
  id: z.string(),
  label: z.string(),
  /** Reasoning efforts the model takes, weakest first; empty when it has no such choice. */
  efforts: z.array(z.string()).readonly(),
  isDefault: z.boolean(),
});
export type AgentModel = z.infer<typeof AgentModel>;

/** A way of working that the agent itself offers, beside the policy: `plan`, `auto-edit`. */
export const AgentMode = z.object({
  /** The agent's own name for it; sent with each turn. */
  id: z.string(),
  label: z.string(),
  /** One line: what it means. Empty when the agent does not say. */
  effect: z.string(),
  /** `plan`: nothing is changed until the user has approved a plan. */
  kind: z.enum(['default', 'plan', 'other']),
});
export type AgentMode = z.infer<typeof AgentMode>;

/** How much of an allowance of the user's account is used: five hours, a week. */
export const LimitWindow = z.object({
  id: z.string(),
  label: z.string(),
  usedPercent: z.number(),
  resetsAt: Time.nullable(),
});
export type LimitWindow = z.infer<typeof LimitWindow>;

/** What a backend can do; the user interface shows only what is there. */
export const AgentAbilities = z.object({
  /** What happens to a message sent while a turn runs. */
  steer: z.enum(['preempt', 'next-step', 'none']),
  images: z.boolean(),
  questions: z.boolean(),
  plans: z.boolean(),
  /** The session can be taken up again after the process ended. */
  resume: z.boolean(),
  /** What is absent here, the agent cannot do. `forks`: a native conversation can branch off at the end of an earlier turn. */
  forks: z.boolean().optional(),
  /** It can be told to sum up its context now. */
  compacts: z.boolean().optional(),
  /** It has a review mode of its own. */
  reviews: z.boolean().optional(),
  /** It works towards a goal, turn after turn, until the goal is reached or cleared. */
  goals: z.boolean().optional(),
  /** Conversations that were begun outside can be listed and taken up. */
  imports: z.boolean().optional(),
  /** Takes the app's list of MCP servers. */
  takesServers: z.boolean().optional(),
});
export type AgentAbilities = z.infer<typeof AgentAbilities>;

export const AgentStatus = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('checking') }),
  z.object({ kind: z.literal('ready'), version: z.string() }),
  /** `fix` is one line the user can follow or paste into a shell. */
  z.object({ kind: z.literal('missing'), message: z.string(), fix: z.string() }),
  z.object({ kind: z.literal('signed-out'), version: z.string(), message: z.string(), fix: z.string() }),
  z.object({ kind: z.literal('broken'), message: z.string(), fix: z.string() }),
]);
export type AgentStatus = z.infer<typeof AgentStatus>;

export const Agent = z.object({
  id: AgentId,
  /** Which backend drives it: `codex`, `scripted`. */
  backend: z.string(),
  label: z.string(),
  status: AgentStatus,
  abilities: AgentAbilities,
  models: z.array(AgentModel).readonly(),
  /** Absent: there is no such choice. The first of kind `default` is taken where nothing is said. */
  modes: z.array(AgentMode).readonly().optional(),
  /** Who is signed in, as the agent tells it: an address, the kind of plan. Absent: it does not say. */
  account: z.string().optional(),
  /** The user does not want it among the choices; threads that have it keep it. */
  hidden: z.boolean().optional(),
});
export type Agent = z.infer<typeof Agent>;
