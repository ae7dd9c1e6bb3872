/**
 * A program that answers as `gh` does, from a file: GitHub itself cannot be had in a test. It writes down how it was called.
 */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const program = (folder: string): string => `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2);
const input = args.includes('--body-file') ? readFileSync(0, 'utf8') : null;
appendFileSync(${JSON.stringify(join(folder, 'calls'))}, JSON.stringify({ args, input }) + '\\n');
const answers = JSON.parse(readFileSync(${JSON.stringify(join(folder, 'answers.json'))}, 'utf8'));
const known = answers.find(({ when }) => when.every((word) => args.some((arg) => arg.includes(word))));
if (known === undefined) { console.error('no answer for ' + args.join(' ')); process.exit(1); }
if (known.fails !== undefined) { console.error(known.fails); process.exit(1); }
process.stdout.write(typeof known.says === 'string' ? known.says : JSON.stringify(known.says));
`;

export interface Answer {
  /** Words that the call has to hold. */
  readonly when: readonly string[];
  readonly says?: unknown;
  readonly fails?: string;
}

export const standInGh = async (folder: string, answers: readonly Answer[]) => {
  const path = join(folder, 'gh.cjs');
  await writeFile(path, program(folder));
  await chmod(path, 0o755);
  const answer = (next: readonly Answer[]): Promise<void> => writeFile(join(folder, 'answers.json'), JSON.stringify(next));
  await answer(answers);
  const calls = async (): Promise<readonly { readonly args: readonly string[]; readonly input: string | null }[]> => {
    const text = await readFile(join(folder, 'calls'), 'utf8').catch(() => '');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { args: readonly string[]; input: string | null });
  };
  return { program: path, answer, calls };
};
