/** How agents are set up, while their settings are on the screen, and what is done with them. */
import { useEffect } from 'react';
import type { AgentDraft, AgentEntry, AgentSetup } from '#contract/agent-setup.ts';
import type { ProjectId } from '#contract/ids.ts';
import { call } from './core.ts';
import { say } from './notices.ts';
import { navigate } from './route.ts';
import { openTerminal } from './terminals.ts';
import { setTerminalDrawer } from './terminal-drawer.ts';
import { createTopicStore, latest, watchTopic, type TopicState } from './topic-store.ts';

const useStore = createTopicStore<AgentSetup>();

export const useAgentSetup = (): TopicState<AgentSetup> => {
  useEffect(() => watchTopic('agents.setup', {}, useStore, latest<AgentSetup>()), []);
  return useStore();
};

/** An entry as it would be saved unchanged. */
export const draftOf = (entry: AgentEntry): AgentDraft => {
  const { id, backend, preset, label, program, args, home, variables, folders, hosts, hidden, terminal } = entry;
  return { id, backend, preset, label, program, args, home, variables, folders, hosts, hidden, terminal };
};

export const saveAgent = (agent: AgentDraft, isNew = false): Promise<null> => call('agents.save', { agent, isNew });

/** Puts a command into a shell of the project, where the user runs it with Enter. */
export const typeInTerminal = async (project: ProjectId, command: string): Promise<void> => {
  const terminal = await openTerminal({ kind: 'project', project }, 'shell');
  if (terminal === null) return;
  await call('terminals.write', { terminal: terminal.id, text: command }).catch(() => null);
  setTerminalDrawer(true);
  navigate({ screen: 'project', project });
  say({ text: 'Press Enter in the terminal to run it' });
};
