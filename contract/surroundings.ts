/**
 * What an agent sees in a folder beside the code: instructions, skills, commands, MCP servers, hooks. As the agent itself
 * tells it, where it can be asked; else as we find it where the agent looks.
 */
import { z } from './zod.ts';
import { AgentId, PATH_MAX_CHARS, ProjectId, ThreadId } from './ids.ts';
import { call, topic } from './rpc.ts';

const path = z.string().max(PATH_MAX_CHARS);

/** A file of instructions: AGENTS.md, CLAUDE.md, GEMINI.md. */
export const SeenInstructions = z.object({
  /** Absolute. */
  path,
  /** Why it is left out or cut; null when it is whole. */
  note: z.string().nullable(),
});
export type SeenInstructions = z.infer<typeof SeenInstructions>;

export const SeenSkill = z.object({
  name: z.string(),
  description: z.string(),
  /** Absolute path of its file; null when the agent does not say. */
  path: path.nullable(),
  scope: z.enum(['project', 'user', 'agent']),
  enabled: z.boolean(),
  canSwitch: z.boolean(),
});
export type SeenSkill = z.infer<typeof SeenSkill>;

/** A slash command; typed as `/name` at the beginning of a message. */
export const SeenCommand = z.object({
  name: z.string(),
  description: z.string(),
  /** What may follow the name: `[file]`. Empty: nothing. */
  argumentHint: z.string(),
});
export type SeenCommand = z.infer<typeof SeenCommand>;

export const SeenServer = z.object({
  name: z.string(),
  /** `ours`: handed over by the app; `agent`: from the agent's own configuration. */
  from: z.enum(['ours', 'agent']),
  state: z.enum(['ready', 'connecting', 'failed', 'signed-out', 'off', 'unknown']),
  tools: z.array(z.string()).readonly(),
  /** What is wrong and what to do; null when nothing is. */
  problem: z.string().nullable(),
  canSwitch: z.boolean(),
});
export type SeenServer = z.infer<typeof SeenServer>;

/** A command that the agent program runs by itself at certain moments. */
export const SeenHook = z.object({
  /** The agent's own name for it, for switching. */
  key: z.string(),
  event: z.string(),
  command: z.string(),
  /** The file that names it; null when the agent does not say. */
  source: path.nullable(),
  /** `untrusted` hooks do not run. */
  trust: z.enum(['trusted', 'untrusted', 'changed', 'managed', 'unknown']),
  enabled: z.boolean(),
  canSwitch: z.boolean(),
});
export type SeenHook = z.infer<typeof SeenHook>;

/** Null: the agent has no such thing, or it cannot be known. */
export const Surroundings = z.object({
  instructions: z.array(SeenInstructions).readonly().nullable(),
  skills: z.array(SeenSkill).readonly().nullable(),
  commands: z.array(SeenCommand).readonly().nullable(),
  servers: z.array(SeenServer).readonly().nullable(),
  hooks: z.array(SeenHook).readonly().nullable(),
  /** Kinds of sub-agents it can set to work. */
  subagents: z
    .array(z.object({ name: z.string(), description: z.string() }))
    .readonly()
    .nullable(),
});
export type Surroundings = z.infer<typeof Surroundings>;

/** What can be switched on and off, by the name or key that the list gives. Switching a hook on trusts it as it is now. */
export const SurroundingsSwitch = z.object({
  kind: z.enum(['skill', 'server', 'hook']),
  id: z.string().max(4_000),
  enabled: z.boolean(),
});
export type SurroundingsSwitch = z.infer<typeof SurroundingsSwitch>;

export const surroundingsSections = ['instructions', 'skills', 'commands', 'servers', 'hooks', 'subagents'] as const;
export type SurroundingsSection = (typeof surroundingsSections)[number];

/** Of a thread's agent in its folder; or, before there is a thread, of an agent in a project's own folder. */
const Whose = z.union([z.object({ thread: ThreadId }), z.object({ project: ProjectId, agent: AgentId })]);
export type WhoseSurroundings = z.infer<typeof Whose>;

export const SeenSurroundings = z.object({
  agent: AgentId,
  /** Absolute; what the paths are seen from. */
  folder: path,
  seen: Surroundings,
  /** Sections that the agent does not tell: as we found them where it looks. */
  found: z.array(z.enum(surroundingsSections)).readonly(),
  /** Why a part may be missing: the agent could not be asked. */
  problems: z.array(z.string()).readonly(),
});
export type SeenSurroundings = z.infer<typeof SeenSurroundings>;

export const surroundingsCalls = {
  surroundings: call(z.object({ of: Whose }), SeenSurroundings),
  /** Counts up whenever what some agent sees may have changed: ask again. */
  'surroundings.changes': topic(z.object({}), z.number().int(), z.number().int()),
  /** Switches a skill, server or hook in the agent's own configuration, or ours where the list says so. */
  'surroundings.switch': call(z.object({ of: Whose, what: SurroundingsSwitch }), z.null()),
  /** The text of a file that the list names: instructions, a skill, the source of a hook. */
  'surroundings.read': call(z.object({ of: Whose, path }), z.object({ text: z.string(), cut: z.boolean() })),
} as const;
