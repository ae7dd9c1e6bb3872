/**
 * The native agent: our own small harness. A loop over any model that the user configured, in the thread's sandbox, with a
 * shell, apply_patch, a plan and questions; nothing more. It needs no program of anybody else's.
 */
import type { Agent } from '#contract/agents.ts';
import type { AgentBackend, AgentConfig, SessionStart } from '#main/agents/agent-backend.ts';
import type { NativeMeans } from './native-means.ts';
import { NativeSession } from './session.ts';

const VERSION = '1';
const abilities: Agent['abilities'] = { steer: 'next-step', images: true, questions: true, plans: true, resume: true };
const signedOut = {
  kind: 'signed-out',
  version: VERSION,
  message: 'No model is configured yet.',
  fix: 'Add a key in Settings, Models and keys, or let it find the models that run on this computer.',
} as const;

export const createNativeBackend = (id: string, config: AgentConfig, means: NativeMeans): AgentBackend => {
  const sessions = new Set<NativeSession>();
  return {
    id,
    detect: async () => {
      const models = await means.models.available();
      const status = models.length === 0 ? signedOut : ({ kind: 'ready', version: VERSION } as const);
      return { id, backend: 'native', label: config.label ?? 'Switchyard', status, abilities, models };
    },
    open: async (start: SessionStart) => {
      const session = new NativeSession(start, means);
      sessions.add(session);
      const close = async (): Promise<void> => {
        sessions.delete(session);
        await session.close();
      };
      const { reference, send, steer, interrupt, answer } = session;
      return { reference, send, steer, interrupt, answer, close };
    },
    processes: () => [...sessions].flatMap((session) => session.processes()),
    dispose: async () => {
      await Promise.all([...sessions].map((session) => session.close()));
      sessions.clear();
    },
  };
};
