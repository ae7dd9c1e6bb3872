/** `switchyard quit`: ends the core of the data folder. */
import { createInterface } from 'node:readline/promises';
import { processLives } from '#main/base/process-group.ts';
import { failed } from '#main/cli/cli-error.ts';
import { command } from '#main/cli/command.ts';
import { findCore, type CoreSession } from '#main/cli/core-session.ts';
import { harmless, type Output } from '#main/cli/output.ts';

const GONE_WITHIN_MS = 30_000;

const askToEnd = (pid: number): void => {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It ended by itself just now.
  }
};

/** The system does not tell when a process that is not our child ends: it is looked for. */
const gone = async (pid: number): Promise<boolean> => {
  const deadline = performance.now() + GONE_WITHIN_MS;
  for (let pause = 5; processLives(pid); pause = Math.min(pause * 2, 100)) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return true;
};

/** Programs in terminals that end with the core; a shell that waits for a command is none. A core of another version may not tell. */
const endingIn = async (session: CoreSession): Promise<readonly string[]> => {
  const running = await session.call('terminals.running', {}).catch(() => []);
  return running.filter(({ idle }) => !idle).map(({ label }) => harmless(label.split('\n')[0] ?? ''));
};

const ends = (programs: readonly string[]): string =>
  `${programs.length === 1 ? 'One terminal ends' : `${programs.length} terminals end`} with it: ${programs.join(', ')}.`;

/** Somebody who cannot answer is not asked. */
const mayEnd = async (programs: readonly string[], output: Output): Promise<boolean> => {
  if (programs.length === 0 || output.json || !output.screen.isTty || process.stdin.isTTY !== true) return true;
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await reader.question(`${ends(programs)} Quit? [y/N] `);
  reader.close();
  return /^y(es)?$/i.test(answer.trim());
};

export const quit = command({
  name: 'quit',
  usage: '[--yes]',
  summary: 'End the running core; its threads can go on later',
  notes: ['Programs in terminals end with it: on a terminal it asks first, unless --yes is given.'],
  options: { yes: { type: 'boolean', short: 'y' } },
  operands: [0, 0],
  run: async ({ output, dataFolder, values }) => {
    // Found, not started: that it answers with our token shows that this process id is a core's.
    const session = await findCore(dataFolder);
    if (session === null) {
      await output.result({ ended: null }, 'No core runs on this data folder.');
      return 0;
    }
    const { pid } = session.file;
    const programs = await endingIn(session);
    if (values.yes !== true && !(await mayEnd(programs, output))) {
      session.close();
      await output.result({ ended: null }, 'Nothing was ended.');
      return 0;
    }
    askToEnd(pid);
    const ended = await gone(pid);
    session.close();
    if (!ended)
      throw failed(
        'busy',
        `The core (process ${pid}) did not end within ${GONE_WITHIN_MS / 1_000} s.`,
        'The log in its data folder says what it does.',
      );
    await output.result({ ended: pid }, programs.length === 0 ? 'Switchyard ended.' : `Switchyard ended. ${ends(programs)}`);
    return 0;
  },
});
