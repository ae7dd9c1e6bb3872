/** Choosing an agent and its mode: what is offered in which order, and what is said beside it. Pure. */
import type { Agent, AgentMode } from '#contract/agents.ts';
import type { AgentId } from '#contract/ids.ts';
import { agentStatusText } from './agent-status.ts';

const rank = ({ status, backend }: Agent): number => {
  if (status.kind === 'missing') return 3;
  if (status.kind === 'broken' || status.kind === 'signed-out') return 2;
  // The scripted agent is for the demo.
  return backend === 'scripted' ? 1 : 0;
};

/** Those that can be used come first, those that are not installed last; hidden ones only where they are chosen already. */
export const offeredAgents = (agents: readonly Agent[], chosen: readonly AgentId[]): readonly Agent[] =>
  agents.filter(({ id, hidden }) => hidden !== true || chosen.includes(id)).toSorted((a, b) => rank(a) - rank(b));

export const isChoosable = ({ status }: Agent): boolean => status.kind === 'ready';

/** What is said below its name: its version or account, or what is wrong and the way out. */
export const agentHint = (agent: Agent): string => {
  if (agent.status.kind === 'ready') return [`version ${agent.status.version}`, agent.account].filter(Boolean).join(' · ');
  const { word, message, fix } = agentStatusText(agent.status);
  return [message ?? word, fix].filter(Boolean).join(' — ');
};

/** The mode in force; undefined where the agent leaves no choice. */
export const modeInForce = (agent: Agent | undefined, mode: string | null | undefined): AgentMode | undefined => {
  const modes = agent?.modes ?? [];
  return modes.find(({ id }) => id === mode) ?? modes.find(({ kind }) => kind === 'default') ?? modes[0];
};

export const isPlanning = (agent: Agent | undefined, mode: string | null | undefined): boolean =>
  mode !== null && mode !== undefined && modeInForce(agent, mode)?.kind === 'plan';
