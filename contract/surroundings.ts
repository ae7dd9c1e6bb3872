/**
 * What an agent sees in a folder beside the code: instructions, skills, commands, MCP servers, hooks. As the agent itself
 * tells it, where it can be asked; else as we find it where the agent looks.
 */
import { z } from './zod.ts';
import { PATH_MAX_CHARS } from './ids.ts';

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
