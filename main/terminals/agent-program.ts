/** An agent's program in a terminal of its thread, under the thread's policy. */
import { failure } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { SessionPlace } from '#main/agents/agent-backend.ts';
import type { ProgramHearer, ProgramStart, StartedProgram, TerminalMeans } from '#main/agents/terminal/terminal-means.ts';
import { log } from '#main/base/log.ts';
import { parseHostRule } from '#sandbox/host-rules.ts';
import { terminalVariables } from './shell-command.ts';
import type { Terminals } from './terminals.ts';

/** Lets hosts through until the returned function is called. */
const admitAll = (place: SessionPlace, hosts: readonly string[]): (() => void) => {
  const releases = hosts.flatMap((text) => {
    const host = parseHostRule(text);
    return host === null ? [] : [place.sandbox.admit(host)];
  });
  return () => releases.forEach((release) => release());
};

const startIn = async (terminals: Terminals, place: SessionPlace, start: ProgramStart, hearer: ProgramHearer): Promise<StartedProgram> => {
  const thread = place.environment['SWITCHYARD_THREAD'];
  if (thread === undefined) throw failure('unavailable', 'A program in a terminal needs a task to belong to.');
  const release = admitAll(place, start.hosts);
  try {
    const { readable, writable } = start;
    const wrapped = await place.sandbox.terminal({
      command: start.command,
      cwd: place.cwd,
      environment: { ...terminalVariables(), ...place.environment, ...start.environment },
      beside: { readable, writable },
      onNote: (note) => log.info('terminals.sandbox', { note }),
    });
    const running = await terminals.startProgram({
      owner: { kind: 'thread', thread: thread as ThreadId },
      kind: 'conversation',
      name: start.name,
      text: start.command.join(' '),
      program: wrapped,
      cwd: place.cwd,
      listener: hearer,
    });
    void running.over.then(release);
    return running;
  } catch (error) {
    release();
    throw error;
  }
};

/** `terminals`: null until terminals can be opened. */
export const terminalMeans = (terminals: () => Terminals | null): TerminalMeans => ({
  start: async (place, start, hearer) => {
    const open = terminals();
    if (open === null) throw failure('unavailable', 'No terminal can be opened now.', 'Try again in a moment.');
    return await startIn(open, place, start, hearer);
  },
});
