/** Puts the agents together: those of the data folder, what the native one is given, and how they are set up. */
import type { AgentRegistry } from '#main/agents/registry.ts';
import { agentHandlers, openAgentRegistry } from '#main/agents/registry.ts';
import { setupHandlers } from '#main/agents/setup/setup-handlers.ts';
import { nativeMeans, type NativeParts } from '#main/app/native-agent.ts';
import { outsideMeans } from '#main/app/outside-tools.ts';
import type { Lifetime } from '#main/base/disposable.ts';
import type { DataPaths } from '#main/base/paths.ts';
import type { Mcp } from '#main/mcp/mcp.ts';
import type { KeyStore } from '#main/models/key-store.ts';
import type { Models } from '#main/models/models.ts';
import type { SettingsStore } from '#main/settings/settings-store.ts';
import type { ThreadStorage } from '#main/threads/thread-private.ts';
import type { ThreadBook } from '#main/threads/thread-book.ts';
import { terminalMeans } from '#main/terminals/agent-program.ts';
import type { Terminals } from '#main/terminals/terminals.ts';
import { usersOf } from '#main/threads/users-of.ts';

export interface AgentStores {
  readonly storage: ThreadStorage;
  readonly settings: SettingsStore;
  readonly keys: KeyStore;
  readonly models: Models;
  readonly mcp: Mcp;
}

/** The agents of the data folder; the native one is looked at again when the models change. */
export const openAgents = async (
  paths: DataPaths,
  { storage, models, mcp, settings, keys }: AgentStores,
  programs: Pick<NativeParts, 'ptys'> & { readonly terminals: () => Terminals | null },
  lifetime: Lifetime,
): Promise<AgentRegistry> => {
  const native = nativeMeans({
    models,
    journal: storage.nativeJournal,
    ...programs,
    outside: outsideMeans(mcp, () => settings.value.webSearch),
  });
  const { config: configFile, temporary: temporaryFolder } = paths;
  const agents = lifetime.own(
    await openAgentRegistry({
      configFile,
      temporaryFolder,
      native,
      terminals: terminalMeans(programs.terminals),
      secrets: keys,
      remembered: storage.settings,
    }),
  );
  lifetime.own(models.topic.listen(() => void agents.refreshOf('native')));
  return agents;
};

export const agentCalls = (registry: AgentRegistry, paths: DataPaths, { keys }: Pick<AgentStores, 'keys'>, book: ThreadBook) => ({
  ...agentHandlers(registry),
  ...setupHandlers({ registry, secrets: keys, accountsFolder: paths.accounts, usersOf: usersOf(book) }),
});
