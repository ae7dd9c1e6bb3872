/** `switchyard quit`: ends the core of the data folder. */
import { processLives } from '#main/base/process-group.ts';
import { failed } from '#main/cli/cli-error.ts';
import { command } from '#main/cli/command.ts';
import { findCore } from '#main/cli/core-session.ts';

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

export const quit = command({
  name: 'quit',
  usage: '',
  summary: 'End the running core; its threads can go on later',
  options: {},
  operands: [0, 0],
  run: async ({ output, dataFolder }) => {
    // Found, not started: that it answers with our token shows that this process id is a core's.
    const session = await findCore(dataFolder);
    if (session === null) {
      await output.result({ ended: null }, 'No core runs on this data folder.');
      return 0;
    }
    const { pid } = session.file;
    askToEnd(pid);
    const ended = await gone(pid);
    session.close();
    if (!ended)
      throw failed(
        'busy',
        `The core (process ${pid}) did not end within ${GONE_WITHIN_MS / 1_000} s.`,
        'The log in its data folder says what it does.',
      );
    await output.result({ ended: pid }, 'Switchyard ended.');
    return 0;
  },
});
