/**
 * Which agents there are: `config.json` in the data folder.
 *
 *     { "agents": { "codex": { "backend": "codex", "binary": "/opt/codex", "home": "/srv/codex", "environment": { "A_KEY": "…" } } } }
 *
 * Without the file there are `codex`, `native` and `scripted`. An entry adds an agent or replaces the one of its name; the rest of
 * the file is used when one entry is wrong.
 */
import { readFile } from 'node:fs/promises';
import { AgentId } from '#contract/ids.ts';
import { z } from '#contract/zod.ts';
import type { AgentConfig } from './agent-backend.ts';

const Entry = z.object({
  backend: z.string().min(1),
  label: z.string().min(1).max(60).optional(),
  binary: z.string().min(1).optional(),
  home: z.string().min(1).optional(),
  environment: z.record(z.string().min(1), z.string().nullable()).optional(),
  preset: z.string().min(1).optional(),
  command: z.string().min(1).optional(),
  args: z.array(z.string()).readonly().optional(),
  folders: z.array(z.string().min(1)).readonly().optional(),
  hosts: z.array(z.string().min(1)).readonly().optional(),
  hidden: z.boolean().optional(),
  terminal: z
    .object({
      start: z.enum(['typed', 'argument']).optional(),
      quietSeconds: z.number().min(0.2).max(600).optional(),
      waits: z.string().max(500).optional(),
    })
    .optional(),
});

export type ConfiguredAgent =
  | { readonly id: string; readonly config: AgentConfig; readonly problem: null }
  /** The entry is wrong; `problem` is a sentence that names the field. */
  | { readonly id: string; readonly config: null; readonly problem: string };

export interface AgentsConfig {
  readonly agents: readonly ConfiguredAgent[];
  /** Sentences about what in the file is wrong beyond single agents. */
  readonly problems: readonly string[];
}

const defaults: Readonly<Record<string, AgentConfig>> = {
  codex: { backend: 'codex' },
  native: { backend: 'native' },
  scripted: { backend: 'scripted' },
};

const problemOf = (file: string, where: string, error: z.ZodError): string => {
  const issue = error.issues[0];
  const path = [where, ...(issue?.path ?? [])].join('.');
  return `In ${file} the field “${path}” is wrong: ${issue?.message ?? 'it makes no sense'}.`;
};

const isName = (id: string): boolean => AgentId.safeParse(id).success;

const agentOf = (file: string, id: string, value: unknown): ConfiguredAgent => {
  const entry = Entry.safeParse(typeof value === 'object' && value !== null && id in defaults ? { ...defaults[id], ...value } : value);
  if (!entry.success) return { id, config: null, problem: problemOf(file, `agents.${id}`, entry.error) };
  return { id, config: entry.data, problem: null };
};

/** The agents that a text configures, the defaults included. `file` is named in the sentences. */
export const parseAgentsConfig = (text: string | null, file: string): AgentsConfig => {
  const withDefaults = (entries: readonly ConfiguredAgent[]): readonly ConfiguredAgent[] => {
    const missing = Object.entries(defaults).filter(([id]) => entries.every((entry) => entry.id !== id));
    return [...missing.map(([id, config]) => ({ id, config, problem: null })), ...entries].toSorted((a, b) => a.id.localeCompare(b.id));
  };
  if (text === null || text.trim() === '') return { agents: withDefaults([]), problems: [] };
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { agents: withDefaults([]), problems: [`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`] };
  }
  const outer = z.object({ agents: z.record(z.string(), z.unknown()).default({}) }).safeParse(value);
  if (!outer.success) return { agents: withDefaults([]), problems: [problemOf(file, 'config', outer.error)] };
  const named = Object.entries(outer.data.agents);
  const entries = named.filter(([id]) => isName(id)).map(([id, entry]) => agentOf(file, id, entry));
  const nameless = named.filter(([id]) => !isName(id));
  const problems = nameless.map(([id]) => `In ${file} “${id}” is not a name for an agent: use small letters, digits and dashes.`);
  return { agents: withDefaults(entries), problems };
};

/** Reads the file; a file that is not there is no problem. Never throws. */
export const readAgentsConfig = async (file: string): Promise<AgentsConfig> => {
  try {
    return parseAgentsConfig(await readFile(file, 'utf8'), file);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const problems = missing ? [] : [`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`];
    return { ...parseAgentsConfig(null, file), problems };
  }
};
