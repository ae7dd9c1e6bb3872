/** A terminal agent as its entry and its preset say: which program, with what, and how it is spoken to. */
import { constants } from 'node:fs';
import { access, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, sep } from 'node:path';
import type { AgentConfig } from '#main/agents/agent-backend.ts';
import { mergeEnvironment } from '#main/agents/environment.ts';
import { own, terminalPresets, type TerminalPreset } from './presets.ts';
import type { ProgramStart } from './terminal-means.ts';

export interface TerminalProgram extends TerminalPreset {
  /** Whole, to look for the program with. */
  readonly whole: Readonly<Record<string, string>>;
  /** What it is given in the sandbox. */
  readonly given: Readonly<Record<string, string>>;
  readonly isOwn: boolean;
}

const expanded = (path: string): string => (path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path);

const regex = (text: string | undefined): RegExp | undefined => {
  try {
    return text === undefined || text === '' ? undefined : new RegExp(text, 'iu');
  } catch {
    // Written by hand and wrong: it never waits by it.
    return undefined;
  }
};

export const terminalProgram = (config: AgentConfig): TerminalProgram => {
  const preset = terminalPresets.find(({ id }) => id === config.preset) ?? own;
  const { terminal: ways } = config;
  const passed = Object.fromEntries(preset.variables.map((name) => [name, process.env[name]]));
  const waits = regex(ways?.waits) ?? preset.waits;
  return {
    ...preset,
    ...(waits === undefined ? {} : { waits }),
    label: config.label ?? (preset === own ? (config.command ?? own.label) : preset.label),
    command: expanded(config.command ?? config.binary ?? preset.command),
    args: config.args ?? preset.args,
    start: ways?.start ?? preset.start,
    quietSeconds: ways?.quietSeconds ?? preset.quietSeconds,
    folders: [...preset.folders, ...(config.folders ?? []), ...(config.home === undefined ? [] : [config.home])].map(expanded),
    hosts: [...preset.hosts, ...(config.hosts ?? [])],
    whole: mergeEnvironment({ ...process.env, ...preset.environment }, config.environment),
    given: mergeEnvironment({ ...passed, ...preset.environment }, config.environment),
    isOwn: preset === own,
  };
};

const isRunnable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/** Its path; null when it is not there. */
export const findProgram = async (name: string, path: string): Promise<string | null> => {
  if (name === '') return null;
  const candidates = isAbsolute(name) || name.includes(sep) ? [name] : path.split(delimiter).map((folder) => join(folder, name));
  for (const candidate of candidates) if (isAbsolute(candidate) && (await isRunnable(candidate))) return candidate;
  return null;
};

/** Where a program's own files lie: for one from a package manager more than its folder. */
const installFolders = async (file: string): Promise<readonly string[]> => {
  const real = await realpath(file);
  const parts = real.split(sep);
  const modules = parts.indexOf('node_modules');
  const environment = real.lastIndexOf(`${sep}bin${sep}`);
  const root = modules > 0 ? parts.slice(0, modules + 1).join(sep) : environment > 0 ? real.slice(0, environment) : real;
  // Of the system's own folders all can be read anyway; a whole home never.
  return [file, root === '' || root === homedir() || root === dirname(homedir()) ? real : root];
};

export const startOf = async (program: TerminalProgram, file: string, args: readonly string[]): Promise<ProgramStart> => ({
  name: program.label,
  command: [file, ...args],
  environment: program.given,
  readable: await installFolders(file),
  writable: program.folders,
  hosts: program.hosts,
});
