/**
 * The scripted agent: plays a script in place of a model. Commands run and files change for real, in the worktree only.
 * It serves the demo, the tests and the benches; it needs no account and no network. Scripts: see `script.ts`.
 */
import { basename, delimiter, dirname } from 'node:path';
import type { AgentBackend, AgentConfig, AgentSession, SessionStart } from '#main/agents/agent-backend.ts';
import { mergeEnvironment } from '#main/agents/environment.ts';
import { ScriptedSession } from './session.ts';

const VERSION = '1';

/** Lets `node` of the scripts be the one that runs us, where that is a plain Node. */
const pathWithOurNode = (path: string | undefined): string | undefined =>
  /^node(\.exe)?$/.test(basename(process.execPath))
    ? [dirname(process.execPath), path].filter((part) => part !== undefined).join(delimiter)
    : path;

export const createScriptedBackend = (id: string, config: AgentConfig): AgentBackend => {
  const sessions = new Set<AgentSession>();
  const environment = mergeEnvironment({ ...process.env, PATH: pathWithOurNode(process.env['PATH']) }, config.environment);
  return {
    id,
    detect: async () => ({
      id,
      backend: 'scripted',
      label: config.label ?? 'Scripted agent',
      status: { kind: 'ready', version: VERSION },
      abilities: { steer: 'next-step', images: false, questions: true, plans: true, resume: true },
      models: [{ id: 'script', label: 'Script', efforts: [], isDefault: true }],
    }),
    open: async (start: SessionStart) => {
      const session = new ScriptedSession(start, environment);
      sessions.add(session);
      const close = async (): Promise<void> => {
        sessions.delete(session);
        await session.close();
      };
      const { reference, send, steer, interrupt, answer } = session;
      return { reference, send, steer, interrupt, answer, close };
    },
    processes: () => [],
    dispose: async () => {
      await Promise.all([...sessions].map((session) => session.close()));
      sessions.clear();
    },
  };
};
