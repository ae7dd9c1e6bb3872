/** A program that says things nobody knows, now and then, beside what the real one says. */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * Writes it into the folder and gives its path, to be used in place of the program. What is asked for with `--version` alone is
 * left as it is.
 * @param noise whole lines
 */
export const writeNoisyProgram = async (folder: string, program: string, noise: readonly string[]): Promise<string> => {
  const path = join(folder, 'noisy-program');
  const wrapper = join(import.meta.dirname, 'noisy-program.mjs');
  await writeFile(
    path,
    [
      '#!/bin/sh',
      `case "$*" in *--version*) exec ${quoted(program)} "$@";; esac`,
      `NOISE=${quoted(JSON.stringify(noise))} exec ${quoted(process.execPath)} ${quoted(wrapper)} ${quoted(program)} "$@"`,
      '',
    ].join('\n'),
  );
  await chmod(path, 0o755);
  return path;
};
