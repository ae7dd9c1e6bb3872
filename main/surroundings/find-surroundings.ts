/** What an agent sees in a folder, as we find it where the agent looks (places.ts). For what it does not tell itself. */
import { dirname, extname, join, relative, sep } from 'node:path';
import type { SeenCommand, SeenHook, SeenInstructions, SeenServer, SeenSkill, Surroundings } from '#contract/surroundings.ts';
import { fieldsOfText, oneLine, parseSkill } from '#main/skills/skill-text.ts';
import type { Places } from './places.ts';
import { absolute, filesNamed, jsonAt, namesIn, placed, textAt, type PlacedPath, type Roots } from './read-place.ts';

const NESTED = 'Holds for the files below its folder.';
const DESCRIPTION_MAX_CHARS = 300;
const INSTRUCTIONS_MAX = 200;

export const findInstructions = async (roots: Roots, places: Places): Promise<readonly SeenInstructions[]> => {
  const paths = places.fixed.map((path) => placed(roots, path));
  const fixed = await Promise.all(
    paths.map(async (path) => ((await textAt(path, 1)) === null ? [] : [{ path: absolute(path), note: null }])),
  );
  const own = places.instructions.length === 0 ? [] : await filesNamed(roots.root, places.instructions);
  const below = own.map((path) => ({ path, note: dirname(path) === roots.root ? null : NESTED }));
  return [...fixed.flat(), ...below].slice(0, INSTRUCTIONS_MAX);
};

const skillAt = async (folder: PlacedPath, name: string): Promise<SeenSkill | null> => {
  const path = { ...folder, inner: join(folder.inner, name, 'SKILL.md') };
  const text = await textAt(path);
  if (text === null) return null;
  const skill = parseSkill(text);
  const scope = folder.scope === 'user' ? 'user' : 'project';
  return { name: skill.name ?? name, description: skill.description, path: absolute(path), scope, enabled: true, canSwitch: false };
};

export const findSkillsOf = async (roots: Roots, { skills }: Places): Promise<readonly SeenSkill[]> => {
  const folders = skills.map((path) => placed(roots, path));
  const found = await Promise.all(
    folders.map(async (folder) => await Promise.all((await namesIn(absolute(folder))).map((name) => skillAt(folder, name)))),
  );
  return found.flat().filter((skill) => skill !== null);
};

/** Files of a folder and of the folders in it: `git/commit.md` is called `git:commit`. */
const filesBelow = async (folder: PlacedPath, depth = 0): Promise<readonly PlacedPath[]> => {
  const names = await namesIn(absolute(folder));
  const lists = await Promise.all(
    names.map(async (name): Promise<readonly PlacedPath[]> => {
      const inner = { ...folder, inner: join(folder.inner, name) };
      if (/\.(md|toml)$/.test(name)) return [inner];
      return depth < 3 && !name.startsWith('.') ? await filesBelow(inner, depth + 1) : [];
    }),
  );
  return lists.flat();
};

/** `key = "value"` of the first lines, which is what these files have. */
const tomlField = (text: string, key: string): string =>
  oneLine(new RegExp(`^${key}\\s*=\\s*(?:"""|"|''')([\\s\\S]*?)(?:"""|"|''')`, 'm').exec(text)?.[1] ?? '', DESCRIPTION_MAX_CHARS);

const described = async (folders: readonly string[], roots: Roots, separator: string) => {
  const found = await Promise.all(
    folders
      .map((path) => placed(roots, path))
      .map(async (folder) =>
        (await filesBelow(folder)).map(async (file) => {
          const text = (await textAt(file)) ?? '';
          const fields = fieldsOfText(text);
          const way = relative(folder.inner, file.inner);
          const name = way.slice(0, -extname(way).length).split(sep).join(separator);
          const toml = file.inner.endsWith('.toml');
          return {
            name: oneLine(name, 200),
            description: toml ? tomlField(text, 'description') : oneLine(fields.get('description') ?? '', DESCRIPTION_MAX_CHARS),
            argumentHint: oneLine(fields.get('argument-hint') ?? '', 200),
            title: fields.get('name') ?? null,
          };
        }),
      ),
  );
  return await Promise.all(found.flat());
};

const firstOfEach = <T extends { readonly name: string }>(list: readonly T[]): readonly T[] =>
  [...new Map(list.toReversed().map((one) => [one.name, one])).values()].toReversed();

export const findCommands = async (roots: Roots, { commands }: Places): Promise<readonly SeenCommand[] | null> =>
  commands === null
    ? null
    : firstOfEach(
        (await described(commands, roots, ':')).map(({ name, description, argumentHint }) => ({ name, description, argumentHint })),
      );

export const findSubagents = async (roots: Roots, { subagents }: Places): Promise<Surroundings['subagents']> =>
  subagents === null
    ? null
    : firstOfEach((await described(subagents, roots, '/')).map(({ name, title, description }) => ({ name: title ?? name, description })));

export const findServers = async (roots: Roots, { servers }: Places): Promise<readonly SeenServer[]> => {
  const found = await Promise.all(
    servers.map(async ({ file, field }) => {
      const listed = (await jsonAt(placed(roots, file)))?.[field];
      return typeof listed === 'object' && listed !== null ? Object.keys(listed) : [];
    }),
  );
  return [...new Set(found.flat())].map((name) => ({
    name: oneLine(name, 200),
    from: 'agent',
    state: 'unknown',
    tools: [],
    problem: null,
    canSwitch: false,
  }));
};

interface HookGroup {
  readonly hooks?: readonly { readonly command?: unknown }[];
}

const hooksAt = async (path: PlacedPath): Promise<readonly SeenHook[]> => {
  const listed = (await jsonAt(path))?.['hooks'];
  if (typeof listed !== 'object' || listed === null) return [];
  return Object.entries(listed).flatMap(([event, groups]) =>
    (Array.isArray(groups) ? (groups as readonly HookGroup[]) : []).flatMap((group, outer) =>
      (Array.isArray(group?.hooks) ? group.hooks : []).flatMap((hook, index): readonly SeenHook[] =>
        typeof hook?.command !== 'string'
          ? []
          : [
              {
                key: `${absolute(path)}#${event}/${outer}/${index}`,
                event,
                command: hook.command,
                source: absolute(path),
                trust: 'unknown',
                enabled: true,
                canSwitch: false,
              },
            ],
      ),
    ),
  );
};

export const findHooks = async (roots: Roots, { hooks }: Places): Promise<readonly SeenHook[] | null> =>
  hooks.length === 0 ? null : (await Promise.all(hooks.map((path) => hooksAt(placed(roots, path))))).flat();

export const findSurroundings = async (roots: Roots, places: Places): Promise<Surroundings> => {
  const [instructions, skills, commands, servers, hooks, subagents] = await Promise.all([
    findInstructions(roots, places),
    findSkillsOf(roots, places),
    findCommands(roots, places),
    findServers(roots, places),
    findHooks(roots, places),
    findSubagents(roots, places),
  ]);
  return { instructions, skills, commands, servers, hooks, subagents };
};
