/**
 * Any agent that speaks the Agent Client Protocol: presets for those that are known, and the user's own. Each conversation has a
 * process of its own, which runs in the sandbox of its thread as a whole; it is ended when it rests, and resumed unseen.
 */
import { join } from 'node:path';
import type { AgentBackend, AgentConfig, SessionStart } from '#main/agents/agent-backend.ts';
import { failure } from '#contract/failure.ts';
import { detectAcp } from './detect.ts';
import { listPast, readPast } from './history.ts';
import { programOf } from './program.ts';
import { AcpSession } from './session.ts';
import { surroundingsOf } from './surroundings.ts';

export interface AcpOptions {
  /** A folder of ours for temporary files; made when needed. */
  readonly temporaryFolder: string;
  readonly idleMilliseconds?: number;
}

const IDLE_MS = 10 * 60_000;

export const createAcpBackend = (id: string, config: AgentConfig, options: AcpOptions): AgentBackend => {
  const sessions = new Set<AcpSession>();
  const program = programOf(id, config);
  const folder = join(options.temporaryFolder, `agent-${id}`);
  let looks = 0;

  const open = async (start: SessionStart): Promise<AcpSession> => {
    if (start.from !== undefined) throw failure('unavailable', `${program.label} cannot branch off or go back within a conversation.`);
    const session = new AcpSession(program, start, { idleMilliseconds: options.idleMilliseconds ?? IDLE_MS });
    sessions.add(session);
    try {
      // At once, so that a record that is gone is known before a message is sent.
      if (start.resume !== null) await session.attach();
      return session;
    } catch (error) {
      sessions.delete(session);
      await session.close();
      throw error;
    }
  };

  return {
    id,
    detect: async (signal) => {
      const fromRecord = looks++ === 0;
      const found = await detectAcp({ program, folder, signal, fromRecord });
      return { id, backend: 'acp', label: program.label, ...found };
    },
    open: async (start) => {
      const session = await open(start);
      const { reference, send, steer, interrupt, answer, change, surroundings } = session;
      const close = async (): Promise<void> => {
        sessions.delete(session);
        await session.close();
      };
      return { reference, send, steer, interrupt, answer, change, surroundings, close };
    },
    list: (place) => listPast(program, place),
    read: (session) => readPast(program, session),
    surroundings: ({ cwd }) => surroundingsOf(program, cwd),
    processes: () => [...sessions].flatMap(({ pid }) => (pid === null ? [] : [{ pid, name: program.label }])),
    dispose: async () => {
      await Promise.all([...sessions].map((session) => session.close()));
      sessions.clear();
    },
  };
};
