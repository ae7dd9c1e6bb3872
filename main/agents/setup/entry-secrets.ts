/** Variables of agents whose values are kept with the keys. */
import type { AgentConfig } from '#main/agents/agent-backend.ts';
import type { Entry } from './entry.ts';

/** As much of the store of keys as agents need. */
export interface SecretStore {
  readonly place: 'keychain' | 'file';
  readonly has: (name: string) => boolean;
  /** Null when there is none. Throws AppError `denied` when the keychain does not give it out. */
  readonly secret: (name: string) => string | null;
  readonly set: (name: string, value: string) => void;
  readonly clear: (name: string) => void;
}

export const noSecrets: SecretStore = {
  place: 'file',
  has: () => false,
  secret: () => null,
  set: () => undefined,
  clear: () => undefined,
};

export const secretName = (agent: string, variable: string): string => `agents/${agent}/${variable}`;

/** The entry as a backend takes it. Throws AppError `denied`. */
export const withSecrets = (agent: string, entry: Entry, store: SecretStore): AgentConfig => {
  const { secrets = [], ...config } = entry;
  const found = secrets.flatMap((name) => {
    const value = store.secret(secretName(agent, name));
    return value === null ? [] : [[name, value] as const];
  });
  return found.length === 0 ? config : { ...config, environment: { ...config.environment, ...Object.fromEntries(found) } };
};
