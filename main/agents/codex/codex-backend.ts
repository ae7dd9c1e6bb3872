/**
 * Codex: one `codex app-server` per configuration (binary, CODEX_HOME, environment) for all its threads. Codex brings
 * its own sandbox, which holds the policy of each thread; it never needs to write git's own files, the app commits.
 */
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { AgentBackend, AgentConfig, SessionStart } from '#main/agents/agent-backend.ts';
import { mergeEnvironment } from '#main/agents/environment.ts';
import type { CommandSpec } from '#main/base/command.ts';
import { AppServer } from './app-server.ts';
import { codexAbilities, detectCodex } from './detect.ts';
import type { Connection } from './connection.ts';
import { errorOfRequest } from './failures.ts';
import { findProgram } from './find-program.ts';
import type { ShowLeft } from './left-terminals.ts';
import { pastSessions, pastTurns } from './records.ts';
import { CodexSession } from './session.ts';
import { withConnection } from './short-connection.ts';
import { surroundingsOfFolder, switchIn } from './surroundings.ts';

export interface CodexOptions {
  /** A folder of ours for temporary files; made when needed. */
  readonly temporaryFolder: string;
  /** What the app does for agents; of it only how programs are shown that go on after a turn. */
  readonly native?: { readonly showLeft?: ShowLeft };
}

/** How long a question beside the conversations may take. */
const QUESTION_MS = 30_000;

const expanded = (path: string): string => (path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path);

export const createCodexBackend = (id: string, config: AgentConfig, options: CodexOptions): AgentBackend => {
  const sessions = new Set<CodexSession>();
  const spec = async (): Promise<CommandSpec> => {
    // Codex refuses helpers below the temporary folder, and its sandbox may write there: so it gets one of its own.
    const temporary = join(options.temporaryFolder, `agent-${id}`);
    await mkdir(temporary, { recursive: true, mode: 0o700 });
    const own = { TMPDIR: temporary, ...(config.home === undefined ? {} : { CODEX_HOME: expanded(config.home) }) };
    const environment = mergeEnvironment({ ...process.env, ...own }, config.environment);
    const { file, args } = await findProgram(expanded(config.binary ?? 'codex'), environment['PATH'] ?? '');
    return {
      file,
      args: [...args, 'app-server'],
      // Not the folder that commands may write to: a `.codex` planted there would configure the program.
      cwd: options.temporaryFolder,
      environment,
    };
  };
  const server = new AppServer(spec);
  const asking = async <T>(work: (connection: Connection) => Promise<T>): Promise<T> => {
    try {
      return await withConnection(await spec(), server.running, { milliseconds: QUESTION_MS }, work);
    } catch (error) {
      throw errorOfRequest('answer', error);
    }
  };
  return {
    id,
    detect: async (signal) => {
      const found = await detectCodex(await spec(), server.running, signal);
      return { id, backend: 'codex', label: config.label ?? 'Codex', abilities: codexAbilities, ...found };
    },
    open: async (start: SessionStart) => {
      const session = new CodexSession(server, start, options.native?.showLeft);
      sessions.add(session);
      const close = async (): Promise<void> => {
        sessions.delete(session);
        await session.close();
      };
      await session.prepare().catch((error: unknown) => {
        sessions.delete(session);
        throw error;
      });
      const { reference, send, steer, interrupt, answer, change, compact, review, setGoal, surroundings } = session;
      return { reference, send, steer, interrupt, answer, close, change, compact, review, setGoal, surroundings };
    },
    list: (folder) => asking((connection) => pastSessions(connection, folder)),
    read: (session) => asking((connection) => pastTurns(connection, session)),
    surroundings: ({ cwd }) => asking((connection) => surroundingsOfFolder(connection, cwd)),
    switch: (cwd, what) => asking((connection) => switchIn(connection, cwd, what)),
    processes: () => (server.pid === null ? [] : [{ pid: server.pid, name: 'codex app-server' }]),
    dispose: async () => {
      await Promise.all([...sessions].map((session) => session.close()));
      sessions.clear();
      await server.dispose();
    },
  };
};
