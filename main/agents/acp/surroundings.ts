/** What an agent sees in a folder: as it tells it, else as its preset says where it looks. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SeenCommand, SeenInstructions, SeenSkill, Surroundings } from '#contract/surroundings.ts';
import { inner, text, type Fields } from '#main/agents/fields.ts';
import { fromHome } from './own-folders.ts';
import type { AcpProgram } from './program.ts';

const FILE_MAX_BYTES = 1_000_000;
const SKILLS_MAX = 500;

export const commandsIn = (commands: readonly Fields[]): readonly SeenCommand[] =>
  commands.flatMap((command) => {
    const name = text(command, 'name');
    if (name === null || name === '') return [];
    return [{ name, description: text(command, 'description') ?? '', argumentHint: text(inner(command, 'input'), 'hint') ?? '' }];
  });

/** An empty one tells nothing. */
const isTold = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory() || (found.isFile() && found.size > 0),
    () => false,
  );

const placesOf = (path: string, cwd: string, environment: Readonly<Record<string, string>>): string =>
  path.startsWith('~') ? fromHome(path, environment) : join(cwd, path);

const instructionsIn = async ({ preset, environment }: AcpProgram, cwd: string): Promise<readonly SeenInstructions[]> => {
  const paths = preset.instructions.map((path) => placesOf(path, cwd, environment));
  const there = await Promise.all(paths.map(isTold));
  return paths.filter((_, index) => there[index]).map((path) => ({ path, note: null }));
};

/** A field of the first lines between two rules of dashes. */
const field = (content: string, name: string): string | null => {
  const head = /^---\r?\n([^]*?)\r?\n---/.exec(content)?.[1] ?? '';
  const value = new RegExp(`^${name}:[ \\t]*(.+)$`, 'm').exec(head)?.[1]?.trim() ?? null;
  return value === null ? null : value.replace(/^(["'])([^]*)\1$/, '$2');
};

const skillsBelow = async (folder: string, scope: SeenSkill['scope']): Promise<readonly SeenSkill[]> => {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names
      .toSorted((a, b) => a.localeCompare(b))
      .slice(0, SKILLS_MAX)
      .map(async (name): Promise<readonly SeenSkill[]> => {
        const path = join(folder, name, 'SKILL.md');
        const size = await stat(path).then(
          (file) => (file.isFile() ? file.size : Infinity),
          () => Infinity,
        );
        if (size > FILE_MAX_BYTES) return [];
        const content = await readFile(path, 'utf8').catch(() => '');
        const description = field(content, 'description') ?? '';
        return [{ name: field(content, 'name') ?? name, description, path, scope, enabled: true, canSwitch: false }];
      }),
  );
  return found.flat();
};

const skillsIn = async ({ preset, environment }: AcpProgram, cwd: string): Promise<readonly SeenSkill[]> => {
  const lists = await Promise.all(
    preset.skills.map((path) => skillsBelow(placesOf(path, cwd, environment), path.startsWith('~') ? 'user' : 'project')),
  );
  const seen = new Set<string>();
  // The same name found nearer is the one that counts.
  return lists.flat().filter(({ name }) => !seen.has(name) && seen.add(name).size > 0);
};

/** Without a session: commands are told in one only, hooks and the agent's own servers never. */
export const surroundingsOf = async (program: AcpProgram, cwd: string): Promise<Partial<Surroundings>> => ({
  instructions: await instructionsIn(program, cwd),
  skills: program.preset.skills.length === 0 ? null : await skillsIn(program, cwd),
});
