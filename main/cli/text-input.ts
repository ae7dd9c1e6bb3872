/** Long texts of the command line: as an operand, or `-` for standard input. */
import { text } from 'node:stream/consumers';
import { PROMPT_MAX_CHARS } from '#contract/threads.ts';
import { UsageError } from './cli-error.ts';

/** Throws UsageError when it says nothing or is longer than a message may be. */
export const textOf = async (operand: string, what: string): Promise<string> => {
  if (operand === '-' && process.stdin.isTTY) process.stderr.write('Reading from the keyboard; end with Ctrl+D.\n');
  const whole = operand === '-' ? await text(process.stdin) : operand;
  if (whole.trim() === '') throw new UsageError(`${what} says nothing.`);
  if (whole.length > PROMPT_MAX_CHARS)
    throw new UsageError(`${what} is longer than ${PROMPT_MAX_CHARS} characters.`, 'Put it into a file and name that.');
  return whole;
};
