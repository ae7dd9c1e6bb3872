/** Providers of models and MCP servers, while their settings are on the screen. */
import { useEffect } from 'react';
import type { McpEntry } from '#contract/mcp.ts';
import type { ModelsView } from '#contract/models.ts';
import { createTopicStore, latest, watchTopic, type TopicState } from './topic-store.ts';

const useModelsStore = createTopicStore<ModelsView>();
const useMcpStore = createTopicStore<readonly McpEntry[]>();

export const useModelsView = (): TopicState<ModelsView> => {
  useEffect(() => watchTopic('models', {}, useModelsStore, latest<ModelsView>()), []);
  return useModelsStore();
};

export const useMcpServers = (): TopicState<readonly McpEntry[]> => {
  useEffect(() => watchTopic('mcp', {}, useMcpStore, latest<readonly McpEntry[]>()), []);
  return useMcpStore();
};
