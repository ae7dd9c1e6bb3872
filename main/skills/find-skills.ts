/** Finds the skills of a folder: `.agents/skills/NAME/SKILL.md`. Bounded, and never through a link that leads out. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Skill, SkillScope } from '#contract/skills.ts';
import { readInside } from '#main/base/read-inside.ts';
import { parseSkill, problemOf, type SkillText } from './skill-text.ts';

export const SKILLS_FOLDER = '.agents/skills';
export const SKILL_FILE = 'SKILL.md';
const SKILL_MAX_BYTES = 131_072;
const SKILLS_MAX = 200;

export type FoundSkill = Omit<Skill, 'enabled'> & { readonly text: SkillText };

const findOne = async (root: string, scope: SkillScope, folder: string): Promise<FoundSkill | null> => {
  const inner = join(...SKILLS_FOLDER.split('/'), folder, SKILL_FILE);
  const found = await readInside(root, inner, SKILL_MAX_BYTES);
  if (found === null || found === 'outside') return null;
  const text = parseSkill(found.text);
  const cut = found.usedBytes < found.bytes ? 'It is larger than 128 KB.' : null;
  return {
    name: folder,
    scope,
    description: text.description,
    path: join(root, inner),
    bytes: found.bytes,
    problem: cut ?? problemOf(folder, text),
    text,
  };
};

/** By name. Never throws: what cannot be read is not there. */
export const findSkills = async (root: string, scope: SkillScope): Promise<readonly FoundSkill[]> => {
  const names = await readdir(join(root, ...SKILLS_FOLDER.split('/'))).catch(() => []);
  // The name goes into prompts, keys and paths: what is no name is no skill.
  const plain = names.filter((name) => /^[a-z0-9][a-z0-9-]{0,63}$/.test(name)).sort();
  const found = await Promise.all(plain.slice(0, SKILLS_MAX).map((name) => findOne(root, scope, name)));
  return found.filter((skill) => skill !== null);
};
