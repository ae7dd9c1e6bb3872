/**
 * What an agent wants to do, and what the user's rules say about it. One vocabulary for every agent: a backend names the
 * action, the approvals engine judges it.
 */
import { z } from './zod.ts';
import { PATH_MAX_CHARS } from './ids.ts';

const path = z.string().max(PATH_MAX_CHARS);

export const AgentAction = z.discriminatedUnion('kind', [
  /** A shell text, as it will be run; `sandboxed` false means outside of the sandbox. */
  z.object({ kind: z.literal('command'), command: z.string(), cwd: path, sandboxed: z.boolean() }),
  /** Files to be written, moved or deleted; absolute paths. */
  z.object({ kind: z.literal('change'), paths: z.array(path).readonly() }),
  z.object({ kind: z.literal('network'), host: z.string(), port: z.number().int().nullable() }),
  /** A tool of an MCP server (or of the agent itself: `server` null). */
  z.object({ kind: z.literal('tool'), server: z.string().nullable(), tool: z.string(), readOnly: z.boolean() }),
]);
export type AgentAction = z.infer<typeof AgentAction>;

export const Verdict = z.enum(['allow', 'ask', 'refuse']);
export type Verdict = z.infer<typeof Verdict>;

/** The engine's word on an action. `why` is a sentence for people, shown beside what was done, asked or refused. */
export const Judgement = z.object({ verdict: Verdict, why: z.string(), rule: z.string().nullable() });
export type Judgement = z.infer<typeof Judgement>;
