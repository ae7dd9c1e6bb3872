/**
 * Claude Code, spoken to over its stream-json control protocol. One process per conversation that is at work; those that idle are
 * ended and taken up again when there is work. What its model starts runs in our sandbox (command-gate.ts).
 */
import { failure } from '#contract/failure.ts';
import type { AgentBackend, AgentConfig, SessionStart } from '#main/agents/agent-backend.ts';
import { CommandGate } from './command-gate.ts';
import { claudeAbilities, detectClaude } from './detect.ts';
import { accountOf } from './launch.ts';
import { holdsMark, listRecords, readRecord, recordOf } from './records.ts';
import { ClaudeSession } from './session.ts';

export interface ClaudeOptions {
  /** A folder of ours for temporary files; made when needed. */
  readonly temporaryFolder: string;
  /** Without work for so long, the process of a conversation is ended. Default: five minutes. */
  readonly idleMilliseconds?: number;
}

const IDLE_MS = 5 * 60_000;

export const createClaudeBackend = (id: string, config: AgentConfig, options: ClaudeOptions): AgentBackend => {
  const sessions = new Set<ClaudeSession>();
  const account = accountOf(config);
  const gate = new CommandGate();
  const { temporaryFolder, idleMilliseconds = IDLE_MS } = options;
  /** A conversation that its program has forgotten, or that does not hold the mark any more, is told before anything is started. */
  const checkRecord = async ({ resume, from }: SessionStart): Promise<void> => {
    if (resume === null) return;
    const record = await recordOf(account.home, resume.nativeId);
    if (record === null) throw failure('not-found', 'Claude Code has no record of this conversation any more.', 'Begin a new one.');
    if (from !== undefined && !(await holdsMark(record, from.mark)))
      throw failure('unavailable', 'Claude Code’s record of the conversation does not hold this point any more.');
  };
  const open = async (start: SessionStart): Promise<ClaudeSession> => {
    await checkRecord(start);
    const session = new ClaudeSession({ account, id, temporaryFolder, gate, idleMilliseconds }, start);
    sessions.add(session);
    return session;
  };
  return {
    id,
    detect: async () => {
      const found = await detectClaude(account, temporaryFolder);
      return { id, backend: 'claude', label: config.label ?? 'Claude Code', abilities: claudeAbilities, ...found };
    },
    open: async (start) => {
      const session = await open(start);
      const { reference, send, compact, steer, interrupt, answer, change, surroundings } = session;
      const close = async (): Promise<void> => {
        sessions.delete(session);
        await session.close();
      };
      return { reference, send, compact, steer, interrupt, answer, change, surroundings, close };
    },
    list: (folder) => listRecords(account.home, folder),
    read: (session) => readRecord(account.home, session),
    switch: async (cwd, { kind, id: name, enabled }) => {
      const session = kind === 'server' ? [...sessions].find((one) => one.cwd === cwd && one.pid !== null) : undefined;
      if (session === undefined || !(await session.toggleServer(name, enabled)))
        throw failure(
          'unavailable',
          'Claude Code can switch a server only while it is at work here.',
          'Send it a message first, or change its settings.',
        );
    },
    processes: () => [...sessions].flatMap(({ pid }) => (pid === null ? [] : [{ pid, name: 'claude' }])),
    dispose: async () => {
      await Promise.all([...sessions].map((session) => session.close()));
      sessions.clear();
      await gate.dispose();
    },
  };
};
