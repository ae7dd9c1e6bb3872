/** An agent's program as its configuration names it: preset and entry together, before it is started anywhere. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { AgentConfig } from '#main/agents/agent-backend.ts';
import { mergeEnvironment } from '#main/agents/environment.ts';
import type { AcpPreset } from './preset.ts';
import { acpPresets } from './presets.ts';

export interface AcpProgram {
  readonly label: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Whole, for a program that runs free. */
  readonly environment: Readonly<Record<string, string>>;
  /** What it is given inside of a sandbox. */
  readonly own: Readonly<Record<string, string>>;
  readonly preset: AcpPreset;
}

/** What the user's own program is taken for: one that does as the protocol says, and has nothing but what the entry names. */
const unknown: AcpPreset = {
  label: 'Agent',
  about: '',
  command: '',
  args: [],
  environment: {},
  variables: [],
  install: '',
  signIn: '',
  folders: [],
  hosts: [],
  addresses: { variables: ['OPENAI_BASE_URL', 'ANTHROPIC_BASE_URL', 'OLLAMA_HOST'], files: [] },
  instructions: ['AGENTS.md'],
  skills: [],
  quirks: {},
};

const expanded = (path: string): string => (path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path);

const pick = (environment: Readonly<Record<string, string | undefined>>, names: readonly string[]): Record<string, string> =>
  mergeEnvironment(Object.fromEntries(names.map((name) => [name, environment[name]])), undefined);

export const programOf = (id: string, config: AgentConfig): AcpProgram => {
  const preset = acpPresets[config.preset ?? (config.command === undefined ? id : '')] ?? unknown;
  const home = config.home === undefined || preset.homeVariable === undefined ? {} : { [preset.homeVariable]: expanded(config.home) };
  const places = preset.folders.flatMap(({ variable }) => variable?.name ?? []);
  const given = { ...preset.environment, ...home };
  return {
    label: config.label ?? (preset === unknown ? id : preset.label),
    command: expanded(config.command ?? config.binary ?? preset.command),
    args: config.args ?? (config.command === undefined ? preset.args : []),
    environment: mergeEnvironment({ ...process.env, ...given }, config.environment),
    own: mergeEnvironment({ ...pick(process.env, [...preset.variables, ...places]), ...given }, config.environment),
    preset: {
      ...preset,
      folders: [...preset.folders, ...(config.folders ?? []).map((path) => ({ path: expanded(path), access: 'write' as const }))],
      hosts: [...preset.hosts, ...(config.hosts ?? [])],
    },
  };
};
