/** What an agent that is driven by us is told beside its task: AGENTS.md files and skills of its place. */
import { resolve } from 'node:path';
import type { Guidance } from '#main/agents/agent-backend.ts';
import { inTag, instructionsText, loadInstructions } from '#main/instructions/instructions.ts';
import { SKILL_FILE, SKILLS_FOLDER, type FoundSkill } from './find-skills.ts';
import { mentionedSkills, skillsText } from './skill-text.ts';
import type { SkillPlace, Skills } from './skills.ts';

/** Paths of the project are told as seen from its root: shorter, and the same in every worktree. */
const told = (skill: FoundSkill): FoundSkill =>
  skill.scope === 'project' ? { ...skill, path: `${SKILLS_FOLDER}/${skill.name}/${SKILL_FILE}` } : skill;

/** The files as they are now; `nearer` remembers what was given. Never throws. */
export const guidanceFor = async (skills: Skills, place: SkillPlace & { readonly root: string }): Promise<Guidance> => {
  const { root } = place;
  const [files, inForce] = await Promise.all([loadInstructions(root, root), skills.inForce(place)]);
  const given = new Set(files.map(({ path }) => path));
  return {
    instructions: instructionsText(files),
    skills: skillsText(inForce.map(told)),
    nearer: async (paths) => {
      const found = await loadInstructions(
        root,
        root,
        paths.map((path) => resolve(root, path)),
      );
      const fresh = found.filter(({ path }) => !given.has(path));
      for (const { path } of fresh) given.add(path);
      return instructionsText(fresh);
    },
    named: async (text) => {
      const names = mentionedSkills(text);
      if (names.length === 0) return '';
      const known = await skills.inForce(place);
      return names
        .flatMap((name) => known.filter((skill) => skill.name === name))
        .map((skill) => inTag('skill', `name="${skill.name}" path="${told(skill).path}"`, skill.text.body))
        .join('\n');
    },
  };
};
