/** Model, effort and mode belong to an agent: what another one does not have is not taken along. */
import type { Agent } from '#contract/agents.ts';
import { failure } from '#contract/failure.ts';
import type { AgentId } from '#contract/ids.ts';
import type { Thread } from '#contract/threads.ts';
import type { ThreadsContext } from './threads-context.ts';

type Agents = Pick<ThreadsContext, 'agents'>;
export type Choice = Pick<Thread, 'model' | 'effort' | 'mode'>;

export const agentOf = ({ agents }: Agents, id: AgentId): Agent | undefined => agents.agents().find((agent) => agent.id === id);

/** The mode, where the agent has it; null for its default. Throws AppError `invalid` when it has others only. */
export const knownMode = (context: Agents, id: AgentId, mode: string | null): string | null => {
  const agent = agentOf(context, id);
  // What it offers is known only after it was found.
  if (mode === null || agent === undefined || agent.status.kind === 'checking') return mode;
  const modes = agent.modes ?? [];
  if (modes.some(({ id: known }) => known === mode)) return mode;
  const names = modes.map(({ id: known }) => known).join(', ');
  throw failure(
    'invalid',
    `${agent.label} has no mode “${mode}”.`,
    names === '' ? 'It leaves no choice of modes.' : `Choose one of: ${names}.`,
  );
};

/** What of a choice another agent has too. Pure. */
export const fitted = (agent: Agent | undefined, { model, effort, mode }: Choice): Required<Choice> => {
  const kept = agent?.models.find(({ id }) => id === model);
  const efforts = (kept ?? agent?.models.find(({ isDefault }) => isDefault))?.efforts ?? [];
  return {
    model: kept?.id ?? null,
    effort: effort !== null && efforts.includes(effort) ? effort : null,
    mode: agent?.modes?.some(({ id }) => id === mode) === true ? (mode ?? null) : null,
  };
};

/** The mode in which the agent changes nothing until a plan was approved. */
export const isPlanMode = (agent: Agent | undefined, mode: string | null | undefined): boolean =>
  agent?.modes?.find(({ id }) => id === mode)?.kind === 'plan';
