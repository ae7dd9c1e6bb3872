/** Types a message into a program, so that it arrives as one message. */
import { setTimeout as after } from 'node:timers/promises';
import type { StartedProgram } from './terminal-means.ts';

/** Programs take an Enter that comes with pasted text as a part of it. */
const BEFORE_ENTER_MS = 120;

/** Nothing that would end the pasting, or be a key. */
// oxlint-disable-next-line no-control-regex
const typeable = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]/g, '');

export const typeMessage = async (program: StartedProgram, message: string): Promise<void> => {
  const text = typeable(message);
  const screen = await program.plainText(false);
  // Without it each line would be a message of its own.
  program.write(screen?.bracketedPaste === true ? `\x1b[200~${text}\x1b[201~` : text.replace(/\s*\n\s*/g, ' '));
  await after(BEFORE_ENTER_MS);
  program.write('\r');
};
