/** The agents the user can choose from, as found on this machine. */
import { z } from './zod.ts';
import { AgentId } from './ids.ts';

export const AgentModel = z.object({
  id: z.string(),
  label: z.string(),
  /** Reasoning efforts the model takes, weakest first; empty when it has no such choice. */
  efforts: z.array(z.string()).readonly(),
  isDefault: z.boolean(),
});
export type AgentModel = z.infer<typeof AgentModel>;

/** What a backend can do; the user interface shows only what is there. */
export const AgentAbilities = z.object({
  /** What happens to a message sent while a turn runs. */
  steer: z.enum(['preempt', 'next-step', 'none']),
  images: z.boolean(),
  questions: z.boolean(),
  plans: z.boolean(),
  /** The session can be taken up again after the process ended. */
  resume: z.boolean(),
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
});
export type Agent = z.infer<typeof Agent>;
