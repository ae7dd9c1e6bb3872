/**
 * Which agents there are: `config.json` in the data folder.
 *
 *     { "agents": { "codex": { "backend": "codex", "binary": "/opt/codex", "home": "/srv/codex", "environment": { "A_KEY": "…" } } } }
 *
 * Without the file there are `claude`, `codex`, `gemini`, `native`, `opencode` and `scripted`. An entry adds an agent or replaces the one of its name; the rest of
 * the file is used when one entry is wrong.
 */
import { AgentId } from '#contract/ids.ts';
import { z } from '#contract/zod.ts';
import type { ConfigFile } from './setup/config-file.ts';
import { Entry } from './setup/entry.ts';

export type ConfiguredAgent =
  | { readonly id: string; readonly config: Entry; readonly problem: null }
  /** The entry is wrong; `problem` is a sentence that names the field. */
  | { readonly id: string; readonly config: null; readonly problem: string };

export interface AgentsConfig {
  readonly agents: readonly ConfiguredAgent[];
  /** Sentences about what in the file is wrong beyond single agents. */
  readonly problems: readonly string[];
  /** Agents that have an entry of the user's. */
  readonly changed: ReadonlySet<string>;
  /** False when the file as a whole cannot be read: what it meant is not known. */
  readonly isWhole: boolean;
}

const defaults: Readonly<Record<string, Entry>> = {
  claude: { backend: 'claude' },
  codex: { backend: 'codex' },
  gemini: { backend: 'acp', preset: 'gemini' },
  native: { backend: 'native' },
  opencode: { backend: 'acp', preset: 'opencode' },
  scripted: { backend: 'scripted' },
};

/** What an agent is that the app knows without an entry; null for others. */
export const defaultOf = (id: string): Entry | null => (Object.hasOwn(defaults, id) ? (defaults[id] ?? null) : null);

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
  const none = { agents: withDefaults([]), changed: new Set<string>() };
  if (text === null || text.trim() === '') return { ...none, problems: [], isWhole: true };
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const problems = [`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`];
    return { ...none, problems, isWhole: false };
  }
  const outer = z.object({ agents: z.record(z.string(), z.unknown()).default({}) }).safeParse(value);
  if (!outer.success) return { ...none, problems: [problemOf(file, 'config', outer.error)], isWhole: false };
  const named = Object.entries(outer.data.agents);
  const entries = named.filter(([id]) => isName(id)).map(([id, entry]) => agentOf(file, id, entry));
  const nameless = named.filter(([id]) => !isName(id));
  const problems = nameless.map(([id]) => `In ${file} “${id}” is not a name for an agent: use small letters, digits and dashes.`);
  return { agents: withDefaults(entries), problems, changed: new Set(entries.map(({ id }) => id)), isWhole: true };
};

/** Reads the file; a file that is not there is no problem. Never throws. */
export const readAgentsConfig = async (config: Pick<ConfigFile, 'path' | 'read'>): Promise<AgentsConfig> => {
  try {
    return parseAgentsConfig(await config.read(), config.path);
  } catch (error) {
    const problems = [`${config.path} cannot be read: ${error instanceof Error ? error.message : String(error)}`];
    return { ...parseAgentsConfig(null, config.path), problems, isWhole: false };
  }
};
