/** The agents on this machine, their models and whether they can be used. */
import type { Agent, AgentModel } from '#contract/agents.ts';
import type { AgentId } from '#contract/ids.ts';
import { createTopicStore, latest, watchTopic } from './topic-store.ts';

export const useAgentsStore = createTopicStore<readonly Agent[]>();
export const watchAgents = (): (() => void) => watchTopic('agents', {}, useAgentsStore, latest<readonly Agent[]>());

const none: readonly Agent[] = [];
export const agentsNow = (): readonly Agent[] => useAgentsStore.getState().value ?? none;
export const useAgents = (): readonly Agent[] => useAgentsStore((state) => state.value ?? none);
export const useAgent = (id: AgentId): Agent | undefined => useAgentsStore((state) => state.value?.find((agent) => agent.id === id));

/** The model's own name, or its id when the agent does not list it (any more). */
export const modelLabel = (agent: Agent | undefined, model: string | null): string | null =>
  model === null ? null : (agent?.models.find((one) => one.id === model)?.label ?? model);

export const defaultModel = (agent: Agent | undefined): AgentModel | undefined =>
  agent?.models.find((model) => model.isDefault) ?? agent?.models[0];

/** Those that take MCP servers from the app. */
export const useServerAgents = (): readonly Agent[] => {
  const agents = useAgents();
  return agents.filter(({ backend, abilities }) => backend === 'native' || abilities.takesServers === true);
};
