/**
 * The skills that hold for a place: those of the project and the user's own; a project's wins over the user's of the same
 * name. Read from disk each time they are asked for: agents write them while they work.
 *
 * Called by: skill-handlers.ts, guidance.ts.
 */
import type { ProjectId } from '#contract/ids.ts';
import type { Skill } from '#contract/skills.ts';
import { findSkills, type FoundSkill } from './find-skills.ts';
import type { SkillSwitches } from './skill-switches.ts';

export interface SkillPlace {
  readonly project: ProjectId | null;
  /** A worktree or a project's checkout; null when there is none. */
  readonly root: string | null;
}

export class Skills {
  readonly #home: string;
  readonly switches: SkillSwitches;

  /** `home`: the user's folder, in which `.agents/skills` lies. */
  constructor(home: string, switches: SkillSwitches) {
    this.#home = home;
    this.switches = switches;
  }

  /** All that are there, those of the project first. */
  async find({ project, root }: SkillPlace): Promise<readonly (FoundSkill & { readonly enabled: boolean })[]> {
    const [ofProject, ofUser] = await Promise.all([root === null ? [] : findSkills(root, 'project'), findSkills(this.#home, 'user')]);
    const names = new Set(ofProject.map(({ name }) => name));
    const shadowed = (skill: FoundSkill): FoundSkill =>
      names.has(skill.name) ? { ...skill, problem: 'The project has a skill of this name, which is used instead.' } : skill;
    return [...ofProject, ...ofUser.map(shadowed)].map((skill) => ({
      ...skill,
      enabled: this.switches.isOn(project, skill.scope, skill.name),
    }));
  }

  /** Those that agents are told of. */
  async inForce(place: SkillPlace): Promise<readonly FoundSkill[]> {
    return (await this.find(place)).filter(({ enabled, problem }) => enabled && problem === null);
  }
}

export const shownSkill = ({
  name,
  scope,
  description,
  path,
  bytes,
  problem,
  enabled,
}: FoundSkill & { readonly enabled: boolean }): Skill => ({
  name,
  scope,
  description,
  path,
  bytes,
  problem,
  enabled,
});
