/** The real agent programs that tests run: installed by `npm test`, in a folder of its own so that a user's install stays small. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const machine = `${process.platform}-${process.arch}`;

const programs = {
  claude: `@anthropic-ai/claude-code-${machine}/claude`,
  codex: '.bin/codex',
  gemini: '.bin/gemini',
  opencode: `opencode-${machine}/bin/opencode`,
} as const;
export type AgentUnderTest = keyof typeof programs;

const told = new Set<AgentUnderTest>();

/**
 * Path of the program, or null with a printed reason. `SWITCHYARD_TEST_CODEX` and the like name another one.
 * @param repository root of this repository
 */
export const findForTests = (name: AgentUnderTest, repository: string = process.cwd()): string | null => {
  const places = [
    process.env[`SWITCHYARD_TEST_${name.toUpperCase()}`],
    join(repository, 'agents-under-test/node_modules', programs[name]),
  ].flatMap((path) => (path === undefined || path === '' ? [] : [path]));
  const found = places.find((path) => existsSync(path)) ?? null;
  if (found === null && !told.has(name))
    process.stderr.write(`tests with ${name} are left out: there is no program at ${places.join(' or ')}\n`);
  told.add(name);
  return found;
};
