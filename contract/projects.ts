/** A project: a repository the user works in, and how tasks in it are set up. */
import { z } from './zod.ts';
import { Failure } from './failure.ts';
import { AgentId, ProjectId, Time } from './ids.ts';
import { McpServers } from './mcp.ts';
import { PolicyDetails, PolicyName, policyOrder } from './policy.ts';
import type { Settings } from './settings.ts';

const command = z.string().max(10_000);
const pathPattern = z.string().min(1).max(500);

/** Settings of a project; every field is optional in each of the two places it can be given. */
export const ProjectSettings = z.object({
  /** Shell command run in a new worktree. */
  setup: command.optional(),
  /** Shell command run before a worktree is removed. */
  teardown: command.optional(),
  /** Named commands the user starts by a button: dev server, tests. */
  run: z.record(z.string().min(1).max(60), command).optional(),
  /** Glob patterns of ignored files to copy into a new worktree, e.g. `.env*`. */
  copy: z.array(pathPattern).max(100).optional(),
  /** Glob patterns of ignored files that checkpoints keep too, e.g. `.env*`. */
  keepIgnored: z.array(pathPattern).max(100).optional(),
  /** Folders such as `node_modules` to clone into a new worktree where the filesystem can share blocks. */
  seed: z.array(pathPattern).max(20).optional(),
  /** Copy the folders of `seed` in full where blocks cannot be shared. */
  seedByCopy: z.boolean().optional(),
  /** The agent waits until setup has ended. */
  waitForSetup: z.boolean().optional(),
  agent: AgentId.optional(),
  model: z.string().max(200).optional(),
  policy: PolicyName.optional(),
  /** What its threads may touch beside what the policy's name says. In the repository file: `PolicyNarrowing`. */
  sandbox: PolicyDetails.optional(),
  /** MCP servers of its tasks, beside the user's own. */
  mcp: McpServers.optional(),
  /** What an agent is told that reviews a change, in the place of the app's own words. */
  review: z.string().max(20_000).optional(),
  /** Branch new tasks start from and land in. */
  base: z.string().max(300).optional(),
  /** Template of branch names: `{user}`, `{title}`, `{thread}`, `{agent}`, `{date}`. */
  branch: z.string().max(200).optional(),
  /** Folder that holds the worktrees: absolute, or relative to the project; same placeholders plus `{project}`. */
  worktrees: z.string().max(1000).optional(),
});
export type ProjectSettings = z.infer<typeof ProjectSettings>;

export const projectSettingKeys = Object.keys(ProjectSettings.shape) as readonly (keyof ProjectSettings)[];

export const ProjectState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('cloning'), url: z.string(), step: z.string(), percent: z.number().nullable() }),
  /** The folder or its repository is gone or cannot be read. */
  z.object({ kind: z.literal('unavailable'), failure: Failure }),
]);
export type ProjectState = z.infer<typeof ProjectState>;

export const Project = z.object({
  id: ProjectId,
  name: z.string(),
  path: z.string(),
  state: ProjectState,
  /** Branch checked out in the project's own folder; null when detached or empty. */
  branch: z.string().nullable(),
  defaultBranch: z.string().nullable(),
  /** What the user set in the app. Wins over `file`. */
  settings: ProjectSettings,
  /** What the repository's `switchyard.json` says; null when there is none. */
  file: ProjectSettings.nullable(),
  fileFailure: Failure.nullable(),
  /** Whether commands of the repository file may run: asked once for each new text of them. */
  trust: z.enum(['not-needed', 'asked', 'granted', 'refused']),
  createdAt: Time,
});
export type Project = z.infer<typeof Project>;

/** The settings in force: the user's own win over the repository file. For the policy there is `policyFor`. */
export const effectiveSettings = (project: Pick<Project, 'settings' | 'file'>): ProjectSettings => {
  const merged: Record<string, unknown> = { ...project.file };
  for (const [key, value] of Object.entries(project.settings)) if (value !== undefined) merged[key] = value;
  return merged as ProjectSettings;
};

/** The user's own word on the project wins; a repository file may narrow what the user set in general, never widen it. */
export const policyFor = (project: Pick<Project, 'settings' | 'file'>, settings: Pick<Settings, 'policy'>): PolicyName => {
  if (project.settings.policy !== undefined) return project.settings.policy;
  const fromFile = project.file?.policy;
  if (fromFile === undefined) return settings.policy;
  return policyOrder.indexOf(fromFile) < policyOrder.indexOf(settings.policy) ? fromFile : settings.policy;
};

export const Ref = z.object({
  name: z.string(),
  kind: z.enum(['branch', 'remote', 'tag']),
  commit: z.string(),
  /** Subject of its last commit. */
  subject: z.string(),
  at: Time,
});
export type Ref = z.infer<typeof Ref>;

/** A worktree of the repository that no thread owns yet. */
export const ForeignWorktree = z.object({ path: z.string(), branch: z.string().nullable(), commit: z.string() });
export type ForeignWorktree = z.infer<typeof ForeignWorktree>;

export const FolderEntry = z.object({ name: z.string(), path: z.string(), isRepository: z.boolean() });
export const Folder = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  isRepository: z.boolean(),
  entries: z.array(FolderEntry).readonly(),
});
export type Folder = z.infer<typeof Folder>;
