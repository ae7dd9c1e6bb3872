/**
 * Any interactive program in a terminal of its thread, in the thread's sandbox. It knows no protocol, so its states are coarser
 * than those of other agents, and say no more than what can be told from outside.
 */
import { tmpdir } from 'node:os';
import type { Agent, AgentStatus } from '#contract/agents.ts';
import { run } from '#main/base/run-command.ts';
import type { AgentBackend, AgentConfig, SessionStart } from '#main/agents/agent-backend.ts';
import { TerminalSession } from './session.ts';
import type { TerminalMeans } from './terminal-means.ts';
import { findProgram, terminalProgram, type TerminalProgram } from './terminal-program.ts';

const abilities: Agent['abilities'] = { steer: 'next-step', images: false, questions: true, plans: false, resume: true };
const VERSION_MAX_MS = 10_000;

/** Only programs that are known are asked: another one might do who knows what. */
const versionOf = async ({ isOwn, whole }: TerminalProgram, file: string, signal: AbortSignal | undefined): Promise<string> => {
  if (isOwn) return '';
  try {
    const spec = { file, args: ['--version'], cwd: tmpdir(), environment: whole };
    const { stdout } = await run(spec, { timeoutMilliseconds: VERSION_MAX_MS, signal });
    return /\d+\.\d+\S*/.exec(stdout.toString('utf8'))?.[0] ?? '';
  } catch {
    return '';
  }
};

const look = async (program: TerminalProgram, signal: AbortSignal | undefined): Promise<AgentStatus> => {
  const { command, install, isOwn, whole, label } = program;
  if (command === '')
    return { kind: 'broken', message: 'It is not said which program this agent is.', fix: 'Edit it and name the program.' };
  const file = await findProgram(command, whole['PATH'] ?? '');
  if (file === null) {
    const message = isOwn || command.includes('/') ? `There is no program ${command}.` : `${label} is not installed, or not on the PATH.`;
    return { kind: 'missing', message, fix: install };
  }
  return { kind: 'ready', version: await versionOf(program, file, signal) };
};

export const createTerminalBackend = (id: string, config: AgentConfig, means: TerminalMeans): AgentBackend => {
  const sessions = new Set<TerminalSession>();
  const program = terminalProgram(config);
  return {
    id,
    detect: async (signal) => ({
      ...{ id, backend: 'terminal', label: program.label, abilities, models: [] },
      status: await look(program, signal),
    }),
    open: async (start: SessionStart) => {
      const session = new TerminalSession(program, means, start);
      sessions.add(session);
      const close = async (): Promise<void> => {
        sessions.delete(session);
        await session.close();
      };
      const { reference, send, steer, interrupt, answer } = session;
      return { reference, send, steer, interrupt, answer, close };
    },
    processes: () => [...sessions].flatMap(({ pid }) => (pid === null ? [] : [{ pid, name: program.label }])),
    dispose: async () => {
      await Promise.all([...sessions].map((session) => session.close()));
      sessions.clear();
    },
  };
};
