/**
 * The scripted agent: plays a script in place of a model. Commands run and files change for real, in the worktree only.
 * It serves the demo, the tests and the benches; it needs no account and no network. Scripts: see `script.ts`.
 */
import { basename, delimiter, dirname } from 'node:path';
import type { Agent } from '#contract/agents.ts';
import type { AgentBackend, AgentConfig, AgentSession, SessionStart } from '#main/agents/agent-backend.ts';
import { mergeEnvironment } from '#main/agents/environment.ts';
import { ScriptedSession } from './session.ts';

const VERSION = '1';

/** Lets `node` of the scripts be the one that runs us, where that is a plain Node. */
const pathWithOurNode = (path: string | undefined): string | undefined =>
  /^node(\.exe)?$/.test(basename(process.execPath))
    ? [dirname(process.execPath), path].filter((part) => part !== undefined).join(delimiter)
    : path;

const abilities: Agent['abilities'] = {
  steer: 'next-step',
  images: false,
  questions: true,
  plans: true,
  resume: true,
  forks: true,
  compacts: true,
  reviews: true,
  goals: true,
};
const models: Agent['models'] = [{ id: 'script', label: 'Script', efforts: [], isDefault: true }];
const modes: Agent['modes'] = [
  { id: 'play', label: 'Play', effect: 'Does what the script says.', kind: 'default' },
  { id: 'plan', label: 'Plan', effect: 'Shows what it would do and asks before the first step that does something.', kind: 'plan' },
];

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
      abilities,
      models,
      modes,
    }),
    open: async (start: SessionStart) => {
      const session = new ScriptedSession(start, environment);
      sessions.add(session);
      const close = async (): Promise<void> => {
        sessions.delete(session);
        await session.close();
      };
      const { reference, send, steer, interrupt, answer, change, compact, review, setGoal } = session;
      return { reference, send, steer, interrupt, answer, change, compact, review, setGoal, close };
    },
    processes: () => [],
    dispose: async () => {
      await Promise.all([...sessions].map((session) => session.close()));
      sessions.clear();
    },
  };
};
