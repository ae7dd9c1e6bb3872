/** Skills: SKILL.md files of a project or of the user, which an agent reads when it has use for one. */
import { z } from './zod.ts';
import { PATH_MAX_CHARS, ProjectId, ThreadId } from './ids.ts';
import { call } from './rpc.ts';

/** Small letters, digits and dashes, as the folder is named. */
export const SkillName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'takes small letters, digits and dashes, 64 at most');
export type SkillName = z.infer<typeof SkillName>;

export const SkillScope = z.enum(['project', 'user']);
export type SkillScope = z.infer<typeof SkillScope>;

export const Skill = z.object({
  name: SkillName,
  scope: SkillScope,
  description: z.string(),
  /** Absolute path of its SKILL.md. */
  path: z.string().max(PATH_MAX_CHARS),
  bytes: z.number().int().nonnegative(),
  enabled: z.boolean(),
  /** Why agents are not told of it; null when it is as it should be. */
  problem: z.string().nullable(),
});
export type Skill = z.infer<typeof Skill>;

/** Whose skills: those that a thread's agent sees, or those of a project's own folder; the user's own always come along. */
const Whose = z.object({ project: ProjectId.nullable().default(null), thread: ThreadId.nullable().default(null) });

export const SKILL_MAX_CHARS = 100_000;

export const SkillDraft = z.object({ name: SkillName, description: z.string(), body: z.string() });
export type SkillDraft = z.infer<typeof SkillDraft>;

export const skillCalls = {
  'skills.list': call(Whose, z.array(Skill).readonly()),
  /** For all tasks of the project, or, for the user's own, for all tasks. */
  'skills.enable': call(z.object({ project: ProjectId.nullable(), scope: SkillScope, name: SkillName, enabled: z.boolean() }), z.null()),
  /** The whole text of a skill. */
  'skills.read': call(
    z.object({
      project: ProjectId.nullable().default(null),
      thread: ThreadId.nullable().default(null),
      scope: SkillScope,
      name: SkillName,
    }),
    z.object({ text: z.string() }),
  ),
  /** A first version of a skill from what a thread did, for the user to edit. Writes nothing. */
  'skills.draft': call(z.object({ thread: ThreadId }), SkillDraft),
  /** Writes a new skill into the thread's worktree; it is shared by committing it. Gives its path in the worktree. */
  'skills.save': call(
    z.object({
      thread: ThreadId,
      name: SkillName,
      description: z.string().min(1).max(1_000),
      body: z.string().min(1).max(SKILL_MAX_CHARS),
    }),
    z.object({ path: z.string() }),
  ),
} as const;
